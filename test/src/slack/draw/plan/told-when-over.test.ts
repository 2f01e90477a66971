import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { buttonsOf, verbsOf } from '#slack/draw/plan/change-buttons'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'
import { changeOf, entry, run, step } from '#test/support/commands/change'

const at = '2026-11-23T12:00:00.000Z'

const wordsOf = (one: Change): string =>
  JSON.stringify(drawChange(one, new Map()).blocks).replaceAll('\u00a0', ' ')

describe('a plan that a person stops', () => {
  const blocker = {
    label: 'pid 4711',
    way: 'terminate',
    command: 'session terminate 4711',
  } as const
  const progress = { step: 0, phase: 'waiting', percent: null, etaSeconds: null, blocker }
  const stopping = changeOf({
    state: 'running',
    plan: { steps: [step] },
    run: { ...run, progress, stop: { person: 'T/U_OLGA', name: 'olga', at } },
  })

  test('stops at its next safe point', () => {
    expect(wordsOf(stopping)).toContain(
      'Stopping at the next safe point. <@U_OLGA> asked to stop it.',
    )
  })

  test('shows what puts things back, and keeps the way to free it', () => {
    const statement = 'DROP INDEX CONCURRENTLY a'
    const back = { ...stopping, journal: [entry({ kind: 'undo intent', detail: { statement } })] }
    const words = wordsOf(back)
    expect(words).toContain(`Putting back: ${back.steps[0]?.wayBack}. <@U_OLGA> asked to stop it.`)
    expect(words).toContain('```DROP INDEX CONCURRENTLY a;```')
    expect(words).not.toContain('CREATE INDEX')
    const buttons = buttonsOf(back, new Map(verbsOf(back).map(verb => [verb, verb])))
    expect(buttons.map(({ label }) => label)).toEqual(['End Blocking Session'])
  })
})

describe('a plan that is over', () => {
  test('says what was done, how long it took, and who approved', () => {
    const approval = { person: 'T/U_ADAM', name: 'adam', reason: null, at }
    const words = wordsOf(
      changeOf({
        outcome: 'succeeded',
        plan: { steps: [step] },
        approvals: [{ ...approval, decision: 'approve' }],
        journal: [entry({ kind: 'done', detail: { seconds: 0.012 } })],
      }),
    )
    expect(words).toContain('*Done.* Build users_id_idx took 12 ms.')
    expect(words).toContain('CREATE INDEX CONCURRENTLY users_id_idx')
    expect(words).toContain('Approved by <@U_ADAM>')
  })

  test('tells whoever asked that somebody else withdrew it', () => {
    const withdrawnBy = (name: string) =>
      threadLines(
        changeOf({ outcome: 'cancelled', ending: `${name} withdrew it. Nothing was done.` }),
      )
    expect(withdrawnBy('adam').map(({ markdown }) => markdown)).toEqual([
      '<@U_OLGA>: adam withdrew it. Nothing was done.',
    ])
    expect(withdrawnBy('olga')).toEqual([])
  })
})
