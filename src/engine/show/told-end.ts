/**
 * How a plan ended. Of a run the signed journal tells: whoever has the login of the control database may write an end
 * into the rows of plan and run.
 */
import { readJournal } from '#engine/show/read-rows'
import type { JournalEntry } from '#model/journal'
import type { Outcome, State } from '#model/plan'
import type { PlanRow } from '#store/plans'
import { findRunOfPlan, type RunRow } from '#store/runs'
import type { Store } from '#store/store'

export interface ToldEnd {
  /** Null once the plan is over. */
  readonly state: State | null
  readonly outcome: Outcome | null
  readonly ending: string | null
  /** ISO 8601. */
  readonly endedAt: string | null
}

export const toldEnd = (
  row: Pick<PlanRow, 'state' | 'outcome' | 'ending' | 'ended_at'>,
  run: Pick<RunRow, 'ended_at'> | undefined,
  journal: readonly JournalEntry[],
): ToldEnd => {
  const told: ToldEnd = {
    state: row.state as State | null,
    outcome: row.outcome as Outcome | null,
    ending: row.ending,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
  if (told.outcome === null) return told
  if (!run) return ofRuns.has(told.outcome) ? { ...told, outcome: 'failed', ending: never } : told
  const end = journal.findLast(({ kind }) => kind === 'ended')
  if (end) {
    const { outcome, ending = null } = end.detail as Partial<ToldEnd>
    return { state: null, outcome: outcome ?? 'failed', ending, endedAt: end.at }
  }
  return run.ended_at === null
    ? { state: 'looking', outcome: null, ending: null, endedAt: null }
    : { ...told, outcome: 'failed', ending: closed }
}

/** The same, read as the control database has it now. */
export const readToldEnd = async (store: Store, row: PlanRow): Promise<ToldEnd> => {
  const run = await findRunOfPlan(store, row.id)
  return toldEnd(row, run, run ? await readJournal(store, run.id) : [])
}

/** Outcomes of plans that have a run. */
const ofRuns: ReadonlySet<Outcome> = new Set(['succeeded', 'failed', 'reverted', 'outdated'])

const never =
  'Somebody wrote an end into the control database past Howdah. It has no run: nothing was done.'
const closed =
  'Somebody closed its run in the control database past Howdah. What was done until then stands in its journal: look at the cluster.'
