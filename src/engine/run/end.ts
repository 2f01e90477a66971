/** The end of a run: outcome, claims, journal and record in one transaction. */
import { keepClones } from '#engine/clones/keep-clones'
import { keepDrill } from '#engine/drills/keep-drill'
import type { Parts } from '#engine/parts'
import type { Running } from '#engine/run/held/run'
import type { Outcome, Plan } from '#model/plan'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { releaseClaims } from '#store/claims'
import { appendJournal } from '#store/journal'
import { endPlan } from '#store/plans'
import { endPreemption } from '#store/preemptions'
import { closeRun } from '#store/runs'
import type { Store } from '#store/store'
import { insertWatch } from '#store/watches'

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
    await writeEnd(parts, tx, { run, plan, token: lease.token, outcome, ending })
    await keepClones(tx, running)
    await keepDrill(tx, running, outcome, ending)
    if (outcome === 'succeeded' && plan.measure)
      await insertWatch(tx, run, 'measure', measureSeconds)
    if (outcome === 'succeeded' && plan.guard)
      await insertWatch(tx, run, 'guard', plan.guard.minutes * 60)
  })
  failpoint('after end')
}

export interface End {
  readonly run: string
  readonly plan: Plan
  readonly token: number
  readonly outcome: Outcome
  readonly ending: string | null
}

/** Within a transaction; throws Fenced when `token` is not the newest. */
export const writeEnd = async (parts: Parts, tx: Store, end: End): Promise<void> => {
  await closeEverything(tx, end)
  await recordEnd(parts, tx, end)
}

/** Writes all but the record entry, whose lock is taken last. */
export const closeEverything = async (
  tx: Store,
  { run, plan, token, outcome, ending }: End,
): Promise<void> => {
  const detail = { outcome, ...(ending === null ? {} : { ending }) }
  const entry = await appendJournal(tx, { run, plan: plan.id }, token, {
    kind: 'ended',
    step: null,
    detail,
  })
  if (!entry) throw new Fenced(run)
  await endPlan(tx, plan.id, outcome, ending)
  await closeRun(tx, run)
  await endPreemption(tx, run)
  await releaseClaims(tx, run)
}

export const recordEnd = (
  parts: Parts,
  tx: Store,
  { run, plan, token, outcome, ending }: End,
): Promise<void> =>
  parts.record.append(
    `run.${outcome}`,
    {
      actor: `howdah/${parts.holder}`,
      subject: { plan: plan.id, run, cluster: plan.cluster },
      detail: { headline: plan.headline, ending, token },
    },
    tx,
  )
