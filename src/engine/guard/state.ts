/**
 * The state of a change's guard, from the signed plan and journal alone: outcome and end of the plan's row are not signed.
 */
import type { GuardView } from '#model/change'
import type { Figure } from '#model/guard'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'

export interface GuardedRun {
  readonly plan: Pick<Plan, 'guard'>
  readonly journal: readonly JournalEntry[]
}

/** Null where no guard watches, or none has watched. */
export const guardOf = ({ plan, journal }: GuardedRun): GuardView | null => {
  const end = journal.findLast(({ kind }) => kind === 'ended')
  if (!plan.guard || end?.detail['outcome'] !== 'succeeded') return null
  const until = new Date(Date.parse(end.at) + plan.guard.minutes * 60_000).toISOString()
  const last = journal.findLast(({ kind }) => kind in states)
  const state = (last && states[last.kind]) ?? 'open'
  const by = last?.detail['by']
  const figures = state === 'kept' ? figuresIn(last?.detail['measured']) : []
  return { until, state, by: typeof by === 'string' ? by : null, figures }
}

/** Earlier builds kept the sentences alone. */
const figuresIn = (kept: unknown): readonly Figure[] => (Array.isArray(kept) ? kept : [])

const states: Readonly<Partial<Record<JournalEntry['kind'], GuardView['state']>>> = {
  reverting: 'taken back',
  kept: 'kept',
  unjudged: 'asks',
}

/** Whether the guard, or a person, can still decide. */
export const isUndecided = (guard: GuardView | null): guard is GuardView =>
  guard?.state === 'open' || guard?.state === 'asks'

/** Why the guard's undo was made; null where no guard has undone the change. */
export const revertedBecause = (journal: readonly JournalEntry[]): string | null => {
  const because = journal.findLast(({ kind }) => kind === 'reverting')?.detail['because']
  return typeof because === 'string' ? because : null
}
