/** How long a plan takes by earlier runs of the same playbook on the same objects, as the signed journal has them. */
import { planIn, readJournal } from '#engine/show/read-rows'
import { kindOf } from '#model/action'
import type { JournalEntry } from '#model/journal'
import type { Plan, PlanBody, Step } from '#model/plan'
import { earlierRuns } from '#store/history/earlier-runs'
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'

export interface ExpectedTime {
  /** Of the longest of these runs, without steps that hold. */
  readonly seconds: number
  readonly runs: number
}

type Work = Pick<Plan, 'cluster' | 'database' | 'playbook' | 'undoes' | 'steps'>

const mostRuns = 5

/** Null without history, and for a plan that may halt anywhere without loss. */
export const expectedTime = async (store: Store, plan: Work): Promise<ExpectedTime | null> => {
  if (!hasToFit(plan)) return null
  const { cluster, database, playbook, undoes } = plan
  const objects = plan.steps.flatMap(({ effects }) => effects.map(({ object }) => object))
  const undo = undoes !== null
  const found = await earlierRuns(store, { cluster, database, playbook, undo, objects }, mostRuns)
  const times: number[] = []
  for (const earlier of found) {
    const row = await findPlan(store, earlier.plan)
    if (row?.genuine !== 'genuine') continue
    const took = timeOf(planIn(row), await readJournal(store, earlier.run))
    if (took !== undefined) times.push(took)
  }
  return times.length === 0 ? null : { seconds: Math.max(...times), runs: times.length }
}

/** Whether the end of a window could cut work short, or come too early for the work. */
export const hasToFit = ({ steps }: Pick<PlanBody, 'steps'>): boolean => steps.some(isWhole)

const isWhole = ({ halts, action }: Step): boolean =>
  halts !== 'hold' && kindOf(action).changes(action)

/** Undefined for a run without an end that Howdah wrote, or with a step that was found done. */
const timeOf = (plan: Plan, journal: readonly JournalEntry[]): number | undefined => {
  const ended = journal.findLast(({ kind }) => kind === 'ended')
  if (ended?.detail['outcome'] !== 'succeeded') return undefined
  let sum = 0
  for (const [index, step] of plan.steps.entries()) {
    if (!isWhole(step)) continue
    const done = journal.findLast(one => one.kind === 'done' && one.step === index)
    const took = done?.detail['seconds']
    if (typeof took !== 'number') return undefined
    sum += took
  }
  return sum
}
