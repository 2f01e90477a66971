/** The measured effect of a change, from the application's own traffic before and after the change. */
import type { Parts } from '#engine/parts'
import { planIn } from '#engine/show/read-rows'
import type { Plan } from '#model/plan'
import type { Measured } from '#model/traffic'
import { appendAfterwards } from '#store/journal'
import { insertMeasurement, measurementsOf } from '#store/measurements'
import { findPlan } from '#store/plans'
import { closeWatch, type WatchRow } from '#store/watches'

/** Looks once at the traffic after a change; closes the watch after enough calls, or at the deadline. */
export const measureAfter = async (parts: Parts, watch: WatchRow): Promise<void> => {
  const row = await findPlan(parts.store, watch.plan_id)
  const plan = row?.genuine === 'genuine' ? planIn(row) : undefined
  if (!plan?.measure) return void (await closeWatch(parts.store, watch.run_id, watch.kind))
  const later = await parts.traffic
    .snapshot(plan.cluster, plan.database, plan.measure)
    .catch((error: unknown) => parts.report(error, { plan: plan.id }))
  const { after } = await measurementsOf(parts.store, plan.id)
  const sample = later && after ? parts.traffic.between(after, later) : 'calls'
  // Counters that began anew stay incomparable, however long the wait.
  const enough = sample === 'reset' || (sample !== 'calls' && sample.calls >= plan.measure.calls)
  if (!enough && watch.late < 0) return
  if (later) await insertMeasurement(parts.store, plan.id, 'later', later)
  if (await closeWatch(parts.store, watch.run_id, watch.kind)) {
    const measured = await readMeasured(parts, plan, true)
    await appendAfterwards(
      parts.store,
      { run: watch.run_id, plan: plan.id },
      { kind: 'measured', detail: { ...measured } },
    )
  }
}

/** Null when the plan has no measure, or no figures exist yet; `over` when the watch has ended. */
export const readMeasured = async (
  parts: Pick<Parts, 'store' | 'traffic'>,
  plan: Plan,
  over: boolean,
): Promise<Measured | null> => {
  if (!plan.measure) return null
  const { planned, before, after, later } = await measurementsOf(parts.store, plan.id)
  const { label } = plan.measure
  const earlier = planned && before ? parts.traffic.between(planned, before) : 'calls'
  if (earlier === 'calls') return null
  if (earlier === 'reset') return { label, before: null, after: null, missing: 'reset' }
  const since = after && later ? parts.traffic.between(after, later) : 'calls'
  if (since === 'reset') return { label, before: earlier, after: null, missing: 'reset' }
  if (since !== 'calls') return { label, before: earlier, after: since, missing: null }
  const missing = later ? 'calls' : 'answer'
  return { label, before: earlier, after: null, missing: over ? missing : null }
}
