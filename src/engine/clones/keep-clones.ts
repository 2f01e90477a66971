/** Keeps the clones that a run made or ended, in the transaction that ends the run. */
import { sinceParked } from '#engine/run/journal/since-parked'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import { insertClone, lockClones } from '#store/clones/clones'
import { clockOf, type Store } from '#store/store'

/** Within a transaction. */
export const keepClones = async (
  tx: Store,
  {
    plan,
    run,
    journal,
  }: {
    readonly plan: Plan
    readonly run: string
    readonly journal: readonly JournalEntry[]
  },
): Promise<void> => {
  const done = clonesDone(plan, journal)
  if (done.length > 0) await lockClones(tx)
  for (const action of done) {
    const { clone, place, minutes, way } = action
    // The files of the clone are the files of the cluster from now on.
    if (way === 'end' || way === 'replace') await insertClone(tx, clone, { kind: 'ended', run })
    if (way !== 'make') continue
    const now = await clockOf(tx)
    await insertClone(tx, clone, {
      kind: 'made',
      source: plan.cluster,
      plan: plan.id,
      run,
      owner: plan.requester,
      place,
      endsAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
      warnedAt: null,
    })
  }
}

/** The actions on clones that are done, and not taken back by the same run. */
const clonesDone = ({ steps }: Pick<Plan, 'steps'>, journal: readonly JournalEntry[]) => {
  const life = sinceParked(journal)
  const has = (kind: JournalEntry['kind'], step: number) =>
    life.some(entry => entry.kind === kind && entry.step === step)
  return steps.flatMap(({ action }, index) =>
    action.kind === 'clone' && has('done', index) && !has('undone', index) ? [action] : [],
  )
}
