import { describe, expect, test } from 'vitest'
import type { Draft } from '#engine/plan/draft'
import { outdatedBecause } from '#engine/plan/outdated'
import type { Plan } from '#model/plan'
import { refusal } from '#model/refusal'
import { stateLine } from '#slack/draw/plan/state-line'
import { changeOf } from '#test/support/commands/change'

const target = { systemIdentifier: '1', timeline: 1, nodes: [] }
const plan = { format: 5, version: 1, steps: [], target } as unknown as Plan
const fresh = { ...plan, target: { ...target, systemIdentifier: '2' } } as unknown as Draft

const told = (ending: string): string =>
  stateLine(changeOf({ outcome: 'outdated', ending })).markdown

describe('a plan out of date', () => {
  test.each([
    [fresh, 'Changed since it was planned: another database system answers now. Nothing was done.'],
    [
      refusal('public.yours_idx is the same index already.', 'Use that.'),
      'public.yours_idx is the same index already. Nothing was done. Use that.',
    ],
  ])('%#: says so once, and why', (now, why) => {
    expect(outdatedBecause(plan, now)).toBe(why)
    expect(told(why).match(/out of date/gi)).toHaveLength(1)
    expect(told(why)).toContain(`*Out of date.* ${why}`)
  })

  test('names what was done before and is kept', () => {
    expect(outdatedBecause(plan, fresh, ['“Rebuild a_idx”'])).toContain(
      'answers now. Done before it was parked, and kept: “Rebuild a_idx”.',
    )
  })
})
