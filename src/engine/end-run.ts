/** The end of a run: outcome, claims and journal in one transaction; then the record. */
import { failpoint } from '#engine/failpoint'
import type { Outcome } from '#engine/plan'
import type { Running } from '#engine/running'
import { Fenced } from '#src/errors'
import { releaseClaims } from '#store/claims'
import { appendJournal } from '#store/journal'
import { insertWatch } from '#store/measurements'
import { endPlan } from '#store/plans'

/** How long the application's traffic is waited for before the effect is called not measured. */
const measureSeconds = 600

export const endRun = async (
  running: Running,
  outcome: Outcome,
  ending: string | null,
): Promise<void> => {
  const { parts, run, plan, lease } = running
  failpoint('before end')
  await parts.store.transaction(async tx => {
    const detail = { outcome, ...(ending === null ? {} : { ending }) }
    const entry = await appendJournal(tx, run, lease.token, { kind: 'ended', step: null, detail })
    if (!entry) throw new Fenced(run)
    await endPlan(tx, plan.id, outcome, ending)
    await tx.query(
      `update howdah.run set ended_at = clock_timestamp(), held_until = null, progress = null where id = $1`,
      [run],
    )
    await releaseClaims(tx, run)
    if (outcome === 'succeeded' && plan.measure)
      await insertWatch(tx, run, 'measure', measureSeconds)
  })
  failpoint('after end')
  await parts.record.appendOutcome(`run.${outcome}`, {
    actor: `howdah/${parts.holder}`,
    subject: { plan: plan.id, run, cluster: plan.cluster },
    detail: { headline: plan.headline, ending, token: lease.token },
  })
}
