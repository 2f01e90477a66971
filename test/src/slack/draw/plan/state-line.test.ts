import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { drawChange } from '#slack/draw/plan/change-message'

const change = {
  plan: {
    id: 'p-1',
    cluster: 'shop',
    environment: 'sample',
    database: 'app',
    headline: 'Build index users_id_idx',
    fingerprint: 'f'.repeat(64),
    requester: 'T/U_OLGA',
    requesterName: 'olga',
    risk: 'change',
    approvalsNeeded: 1,
    ticket: null,
    estimates: [],
    notes: [],
    measure: null,
  },
  steps: [],
  genuine: 'genuine',
  approvals: [],
  breakGlass: null,
  guard: null,
  run: null,
  ending: null,
  measured: null,
  undone: null,
  undoable: false,
  next: [],
  frozen: null,
  asks: null,
  left: [],
  journal: [],
  state: null,
  outcome: 'succeeded',
} as unknown as Change

const wordsOf = (one: Change): string =>
  JSON.stringify(drawChange(one, new Map()).blocks).replaceAll('\u00a0', ' ')

describe('the state of a change', () => {
  test('begins with what holds now, once the change is undone', () => {
    const undone = { plan: 'p-2', outcome: 'succeeded' } as const
    const done = { ...change, outcome: 'succeeded', ending: null, journal: [], undone } as Change
    expect(drawChange(done, new Map()).text).toMatch(/^Undone by `p-2`\. Before that: Done\./)
    expect(wordsOf(done)).toContain('Undone by `p-2`. Before that: *Done.*')
    expect(wordsOf({ ...done, undone: { plan: 'p-2', outcome: 'failed' } })).toContain(' *Done.*')
    expect(wordsOf({ ...done, undone: { plan: 'p-2', outcome: null } })).toContain(
      '`p-2` is open to undo it.',
    )
  })

  test('says what an approved plan waits for', () => {
    const queued = { ...change, state: 'queued', outcome: null } as Change
    const words = wordsOf({ ...queued, run: { waitingFor: null } as Change['run'] })
    expect(words).toContain('Approved, queued. It starts as soon as a Howdah process takes it.')
    const frozen = wordsOf({ ...queued, frozen: { name: 'noa', reason: 'a drill' } })
    expect(frozen).toContain('Approved, queued.')
    expect(frozen).not.toContain('as soon as')
    expect(frozen).toContain('Frozen by noa: a drill. It starts only after a thaw.')
  })

  test('shows no full bar while it waits', () => {
    const at = (phase: string, percent: number) =>
      wordsOf({
        ...change,
        state: 'running',
        outcome: null,
        run: {
          progress: { step: 0, phase, percent, etaSeconds: null, blocker: null },
          stop: null,
          preempted: null,
        } as Change['run'],
      })
    expect(at('waiting for checkpoint to finish', 100)).not.toContain('of this phase')
    expect(at('waiting for writers before build', 50)).toContain('of this phase')
    expect(at('streaming database files', 100)).toContain('of this phase')
  })
})
