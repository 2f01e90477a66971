/** The effect of an index when Howdah built the index, by plans and journals that are signed. */
import { planIn, readJournal } from '#engine/show/read-rows'
import type { MeasuredBuild } from '#model/record/measured-build'
import type { Measured } from '#model/traffic'
import { doneAt } from '#store/journal'
import { plansThatCreate } from '#store/plans'
import { findRunOfPlan } from '#store/runs'
import type { Store } from '#store/store'

/** The newest build that was measured; `index` is quoted, with the schema. Null without such a build. */
export const measuredBuild = async (
  store: Store,
  {
    index,
    ...place
  }: { readonly cluster: string; readonly database: string; readonly index: string },
): Promise<MeasuredBuild | null> => {
  const plans = (await plansThatCreate(store, { ...place, kind: 'index' })).map(planIn)
  const building = new Map(plans.map(plan => [plan.id, plan]))
  const done = (await doneAt(store, [...building.keys()])).filter(({ plan, step }) =>
    building
      .get(plan)
      ?.steps[step]?.effects.some(({ change, object }) => change === 'create' && object === index),
  )
  for (const { plan, at } of done.toReversed()) {
    const run = await findRunOfPlan(store, plan)
    const journal = run ? await readJournal(store, run.id) : []
    const detail = journal.findLast(({ kind }) => kind === 'measured')?.detail
    const { label, before, after } = (detail ?? {}) as Partial<Measured>
    // The time of an entry is not signed, the time of a plan is.
    const made = building.get(plan)?.createdAt ?? ''
    const ended = at.toISOString()
    if (label !== undefined && before && after)
      return { plan, at: ended > made ? ended : made, label, before, after }
  }
  return null
}
