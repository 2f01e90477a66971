/** Looks once at a guarded change: takes it back, lets it stand at the deadline, or asks a person. */
import { keepReading } from '#engine/guard/read'
import { readGuard } from '#engine/guard/read-guard'
import { takeBack } from '#engine/guard/revert'
import type { Parts } from '#engine/parts'
import { planIn } from '#engine/show/read-rows'
import type { Plan } from '#model/plan'
import { isRefusal } from '#model/refusal'
import { failpoint } from '#src/failpoint'
import { appendAfterwards } from '#store/journal'
import { findPlan } from '#store/plans'
import { lastReadingAt, readingsOf } from '#store/readings'
import { lockRun } from '#store/runs'
import { closeWatch, type WatchRow } from '#store/watches'
import { minute } from '#text/instant'

export const lookAtGuard = async (parts: Parts, watch: WatchRow): Promise<void> => {
  const row = await findPlan(parts.store, watch.plan_id)
  const plan = row?.genuine === 'genuine' ? planIn(row) : undefined
  if (!row || !plan?.guard) return
  const guard = await readGuard(parts.store, watch.run_id, { row, plan })
  if (guard?.state !== 'open') return void (await closeWatch(parts.store, watch.run_id, 'guard'))
  const unseen = await timeUnseen(parts, plan.id)
  await keepReading(parts, plan, 'since')
  const { before, since } = await readingsOf(parts.store, plan.id)
  const verdict = parts.watcher.judge(plan.guard, before, since, await parts.now())
  failpoint('guard judged')
  if (verdict.kind === 'breach') return breached(parts, watch, plan, `${verdict.sentence}${unseen}`)
  if (watch.late < 0) return
  if (verdict.kind === 'well')
    return conclude(parts, watch, plan, 'kept', {
      figures: verdict.figures.map(({ sentence }) => sentence),
    })
  // A single figure over the limit may be chance: the next looks tell.
  if (watch.late < patienceSeconds) return
  return conclude(parts, watch, plan, 'unjudged', { because: `${verdict.because}${unseen}` })
}

/** Seconds after the deadline until a person is asked. */
const patienceSeconds = 15

/** A longer time without a reading is told. */
const unseenSeconds = 60

/** A sentence about the time in which no process looked; empty for none. */
const timeUnseen = async (parts: Parts, plan: string): Promise<string> => {
  const [last, now] = [await lastReadingAt(parts.store, plan), await parts.now()]
  return last === null || now.getTime() - last.getTime() < unseenSeconds * 1_000
    ? ''
    : ` Howdah did not look between ${minute(last.toISOString())} and ${minute(now.toISOString())}.`
}

const breached = async (
  parts: Parts,
  watch: WatchRow,
  plan: Plan,
  sentence: string,
): Promise<void> => {
  const taken = await takeBack(parts, { run: watch.run_id, plan, because: sentence })
  if (isRefusal(taken))
    await conclude(parts, watch, plan, 'unjudged', {
      because: `${sentence} It is not taken back by itself: ${taken.because}`,
    })
}

/** Journal and record of the guard's end, by the process that closed the watch. */
const conclude = (
  parts: Parts,
  { run_id: run }: WatchRow,
  plan: Plan,
  kind: 'kept' | 'unjudged',
  detail: Readonly<Record<string, unknown>>,
): Promise<void> =>
  parts.store.transaction(async tx => {
    await lockRun(tx, run)
    if (!(await closeWatch(tx, run, 'guard'))) return
    await appendAfterwards(tx, { run, plan: plan.id }, { kind, detail })
    await parts.record.append(
      `guard.${kind}`,
      {
        actor: `howdah/${parts.holder}`,
        subject: { plan: plan.id, run, cluster: plan.cluster },
        detail,
      },
      tx,
    )
  })
