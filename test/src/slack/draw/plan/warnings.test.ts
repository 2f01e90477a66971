import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { drawChange } from '#slack/draw/plan/change-message'
import { threadLines } from '#slack/draw/plan/thread-lines'
import { changeOf, entry, step } from '#test/support/commands/change'

const warnedOf = (...warnings: readonly string[]): Change => ({
  ...changeOf({ plan: { steps: [step] } }),
  outcome: 'succeeded',
  journal: [entry({ kind: 'done', detail: { seconds: 2, warnings } })],
})

describe('a warning of PostgreSQL', () => {
  const mismatch = 'collation "de" has version mismatch. Rebuild all objects affected by it.'

  test('stands where “Done” stands, in message and thread', () => {
    const one = warnedOf(mismatch, mismatch)
    expect(drawChange(one, new Map()).text).toContain(
      `Done. PostgreSQL warned: ${mismatch} Build index`,
    )
    expect(threadLines(one).map(({ markdown }) => markdown)).toEqual([
      `*Step 1 of 1: Build users_id_idx*: done in 2.0 s. PostgreSQL warned: ${mismatch}`,
    ])
  })

  test.each([
    ['failed', 'Failed.'],
    ['cancelled', 'Cancelled.'],
  ] as const)('of an undo stands there too when the run ends as %s', (outcome, word) => {
    const one: Change = {
      ...warnedOf(),
      outcome,
      journal: [
        entry({ kind: 'done', detail: { seconds: 2, warnings: [mismatch] } }),
        entry({ seq: 2, kind: 'undone', detail: { warnings: ['only the owner can.', mismatch] } }),
      ],
    }
    expect(drawChange(one, new Map()).text).toContain(
      `${word} PostgreSQL warned: ${mismatch} only the owner can.`,
    )
    expect(threadLines(one).at(-1)?.markdown).toMatch(
      /^Put back: .+\. PostgreSQL warned: only the owner can\. collation/,
    )
  })

  test('is neither endless nor able to mention anybody', () => {
    const words = drawChange(warnedOf('<!channel>', 'b.', 'c.', 'd.', 'e.'), new Map()).text
    expect(words).toContain('warned: &lt;!channel&gt; b. c. `run show` has 2 more.')
  })

  test('is not spoken of where there is none', () => {
    expect(drawChange(warnedOf(), new Map()).text).not.toContain('warned')
  })
})
