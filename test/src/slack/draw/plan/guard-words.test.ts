import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import type { JournalEntry } from '#model/journal'
import type { Outcome } from '#model/plan'
import { renderingOf, verbsOf } from '#slack/draw/plan/change-buttons'
import { guardLine, guardWords, undoneLine } from '#slack/draw/plan/guard-words'
import { changeOf } from '#test/support/commands/change'

const entry = <Kind extends JournalEntry['kind']>(
  kind: Kind,
  detail: object,
): JournalEntry & { readonly kind: Kind } => ({
  seq: 9,
  token: 1,
  kind,
  step: null,
  detail: { ...detail },
  at: '2026-11-29T12:05:00.000Z',
})

const because = 'WAL went from 1 MB/s to 9 MB/s.'
const kept = entry('kept', { figures: ['WAL went from 1 MB/s to 1 MB/s.'] })
const keptBy = entry('kept', { person: 'T/U_ADAM', name: 'adam' })
const unjudged = entry('unjudged', { because: 'There was no traffic.' })
const reverting = entry('reverting', { because, by: 'p-2' })

const guarded = (
  state: NonNullable<Change['guard']>['state'],
  journal: readonly JournalEntry[],
  outcome: Change['outcome'] = 'succeeded',
  undone: Change['undone'] = state === 'taken back' ? { plan: 'p-2', outcome: null } : null,
): Change =>
  changeOf({
    outcome,
    undone,
    guard: {
      until: '2026-11-29T12:10:00.000Z',
      state,
      by: state === 'taken back' ? 'p-2' : null,
      figures: [],
    },
    journal,
  })

describe('the guard of a change', () => {
  test.each<[string, Change, RegExp]>([
    ['watches', guarded('open', []), /^ Guarded until .*12:10 UTC.*undone at once if it does harm/],
    ['asks', guarded('asks', [unjudged]), /cannot tell .* There was no traffic\. A person has to/],
    ['saw no harm', guarded('kept', [kept]), /^ Its guard saw no harm\.$/],
    ['was ended by a person', guarded('kept', [keptBy]), /^ <@U_ADAM> keeps it\.$/],
    ['undoes it', guarded('taken back', [reverting]), /^ `p-2` is undoing it: WAL went/],
    [
      'could not undo it',
      guarded('taken back', [reverting], 'succeeded', { plan: 'p-2', outcome: 'failed' }),
      /^ \*Its undo `p-2` failed\.\* The change may still be in place\. Look at `p-2`, then plan its undo/,
    ],
    [
      'was stopped',
      guarded('taken back', [reverting], 'succeeded', { plan: 'p-2', outcome: 'cancelled' }),
      /^ \*Its undo `p-2` was stopped\.\*/,
    ],
    [
      'is no more concerned once a person undoes it',
      guarded('taken back', [reverting], 'succeeded', { plan: 'p-3', outcome: null }),
      /^$/,
    ],
    ['has undone it', guarded('taken back', [reverting], 'reverted'), /^ Undone by `p-2`\.$/],
  ])('says that it %s', (_, change, words) => {
    expect(guardWords(change)).toMatch(words)
  })

  test('is not told of where there is none', () => {
    expect(guardWords(changeOf({ outcome: 'succeeded' }))).toBe('')
  })

  test.each([
    ['open', ['keep', 'take-back']],
    ['asks', ['keep', 'take-back']],
    ['kept', []],
    ['taken back', []],
  ] as const)('that is %s leaves a person %j to decide', (state, verbs) => {
    expect(verbsOf(guarded(state, []))).toEqual(verbs)
  })

  test('changes what its buttons mean with its state', () => {
    expect(renderingOf(guarded('open', []))).not.toBe(renderingOf(guarded('asks', [])))
  })
})

const approved = changeOf({
  approvals: [
    {
      person: 'T/U_ADAM',
      name: 'adam',
      decision: 'approve',
      reason: null,
      at: '2026-11-29T12:00:00.000Z',
    },
  ],
})

describe('the thread of a guarded change', () => {
  test.each([
    [entry('reopened', {}), /^\*Somebody wrote into .* It looks again\.$/],
    [reverting, /^\*Being undone\* by `p-2`, as approved with the change: WAL went/],
    [
      unjudged,
      /There was no traffic\. Keep it or undo it: a person has to decide\. <@U_OLGA> <@U_ADAM>$/,
    ],
    [kept, /^Its guard saw no harm\. The change stays\.\n• WAL went/],
    [keptBy, /keeps it\. The change stays\.$/],
  ])('tells %#', (one, words) => {
    expect(guardLine(approved, one)).toMatch(words)
  })

  test('says how the undo of the guard ended, and whom a failed one concerns', () => {
    const ended = (outcome: Outcome) => ({
      ...approved,
      ...guarded('taken back', [reverting], 'reverted', { plan: 'p-2', outcome }),
      approvals: approved.approvals,
    })
    expect(undoneLine(ended('succeeded'))).toEqual({ text: '*Undone* by `p-2`.', lost: false })
    const failed = undoneLine(ended('failed'))
    expect(failed?.lost).toBe(true)
    expect(failed?.text).toMatch(/^\*Its undo `p-2` failed\.\* .* by hand\. <@U_OLGA> <@U_ADAM>$/)
    expect(undoneLine(guarded('taken back', [reverting]))).toBeUndefined()
  })
})
