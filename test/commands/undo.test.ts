import { describe, expect, test } from 'vitest'
import { undo } from '#commands/undo'
import { refusal } from '#model/refusal'
import { notScheduled } from '#model/schedule/scheduled'
import { changeOf } from '#test/support/commands/change'
import { say } from '#test/support/commands/say'

describe('undo', () => {
  test.each(['undo p-7k3m9qx', 'undo id=p-7k3m9qx'])(
    '%s asks the engine for its way back',
    async text => {
      const refused = refusal('There is nothing to undo.', 'See its message for how it ended.')
      const asked: string[] = []
      const engine = {
        undo: ({ name }: { readonly name: string }, id: string) => {
          asked.push(`${name} ${id}`)
          return Promise.resolve(refused)
        },
      }
      expect(await say(undo, text, { engine })).toEqual(refused)
      expect(asked).toEqual(['olga p-7k3m9qx'])
    },
  )

  test('lists the newest changes that can be undone for a missing id', async () => {
    const changes = [
      changeOf({ plan: { id: 'p-7k3m9qx', headline: 'Cancel a session' }, undoable: false }),
      changeOf({ plan: { id: 'p-7k3m9qy', headline: 'Create users_email' }, undoable: true }),
    ]
    const engine = { recentChanges: () => Promise.resolve(changes) }
    expect(await say(undo, 'undo', { engine })).toMatchObject({
      title: '`undo id=p-7k3m9qy` undoes the newest of these.',
      table: { rows: [['p-7k3m9qy', 'Create users_email', expect.anything(), expect.anything()]] },
    })
    const none = { recentChanges: () => Promise.resolve(changes.slice(0, 1)) }
    expect(await say(undo, 'undo', { engine: none })).toMatchObject({
      title: 'None of the newest changes can be undone.',
    })
  })

  test('is for people, and for no schedule', () => {
    expect(notScheduled(undo)?.because).toBe('`undo` is a decision, and schedules make none.')
  })
})
