import { describe, expect, test } from 'vitest'
import { undo } from '#commands/undo'
import { refusal } from '#model/refusal'
import { notScheduled } from '#model/schedule/scheduled'
import { askedAgain, say } from '#test/support/commands/say'

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

  test('is asked again for a missing id', () => {
    expect(askedAgain(undo, 'undo')).toEqual(['id'])
  })

  test('is for people, and for no schedule', () => {
    expect(notScheduled(undo)?.because).toBe('`undo` is a decision, and schedules make none.')
  })
})
