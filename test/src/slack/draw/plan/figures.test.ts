import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'
import { changeOf, run } from '#test/support/commands/change'

const at = '2026-11-23T12:00:00.000Z'
const approved = {
  person: 'T/U_ADAM',
  name: 'adam',
  decision: 'approve',
  reason: null,
  at,
} as const
const plan = {
  estimates: [
    { label: 'Size', value: 'about 12 MB <at most>' },
    { label: 'Locks', value: 'blocks schema changes' },
  ],
  reason: 'slow *search*',
}

const card = (change: Change): string =>
  JSON.stringify(drawChange(change, new Map()).blocks).replaceAll('\u00a0', ' ')
const thread = (change: Change): readonly string[] =>
  threadLines(change).map(({ markdown }) => markdown)

describe('the figures of a plan', () => {
  test('stand on its message while it waits, and nowhere else', () => {
    const waiting = changeOf({ state: 'pending', plan })
    expect(card(waiting)).toContain('about 12 MB')
    expect(thread(waiting)).toEqual([])
  })

  test('stand at the beginning of its thread once it is decided, whatever becomes of it', () => {
    const told = [
      '*Figures of the plan*',
      '• Size: about 12 MB &lt;at most&gt;',
      '• Locks: blocks schema changes',
      '• Risk: low',
      '• Reason: slow *\u2060search*\u2060',
    ].join('\n')
    for (const change of [
      changeOf({ state: 'running', plan, approvals: [approved], run }),
      changeOf({ outcome: 'succeeded', plan, approvals: [approved], run }),
      changeOf({ outcome: 'rejected', plan, approvals: [{ ...approved, decision: 'reject' }] }),
      changeOf({ state: 'running', plan, run }),
    ]) {
      expect(thread(change)[0]).toBe(told)
      expect(card(change)).not.toContain('about 12 MB')
    }
  })

  test('are not told of a plan that nobody decided on', () => {
    expect(thread(changeOf({ outcome: 'expired', plan }))).toEqual([])
  })
})
