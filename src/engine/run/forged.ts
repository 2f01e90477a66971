/**
 * Whether the plan that a run reads is the one that Howdah stored. Looked at whenever a process takes a
 * run, before anything else: a plan that somebody wrote into the control database is never performed.
 */
import { fingerprintOf } from '#engine/plan/fingerprint'
import { writeEnd } from '#engine/run/end'
import type { Running } from '#engine/run/held/run'
import { hasBegun } from '#engine/run/journal/since-parked'
import { planIn } from '#engine/show/read-rows'
import { failpoint } from '#src/failpoint'
import type { PlanRow } from '#store/plans'
import { beganBeforeSigning } from '#store/runs'

/** True when the run was ended because its plan does not count. */
export const endWithoutPlan = async (running: Running, row: PlanRow): Promise<boolean> => {
  const because = await whyNot(running, row)
  if (because === undefined) return false
  const { parts, run, plan, lease } = running
  const outcome = row.genuine === 'unsigned' ? 'outdated' : 'failed'
  const end = {
    run,
    plan: { ...plan, id: row.id },
    token: lease.token,
    outcome,
    ending: because,
  } as const
  await parts.store.transaction(async tx => {
    await writeEnd(parts, tx, end)
    if (outcome === 'failed')
      await parts.record.append(
        'run.forged',
        {
          actor: `howdah/${parts.holder}`,
          subject: { plan: row.id, run, cluster: row.cluster },
          detail: { because },
        },
        tx,
      )
  })
  failpoint('forged')
  return true
}

/** A sentence when the plan does not count. */
const whyNot = async (running: Running, row: PlanRow): Promise<string | undefined> => {
  const done = hasBegun(running)
    ? 'Nothing more is done, and nothing is taken back: look at the cluster.'
    : 'Nothing was done.'
  switch (row.genuine) {
    case 'forged':
      return `This is not the plan that Howdah stored: somebody changed it in the control database. ${done}`
    case 'unsigned':
      return (await beganBeforeSigning(running.parts.store, running.run))
        ? undefined
        : 'It was approved before Howdah signed what it stores. Nothing was done. Plan it again.'
    case 'genuine':
      return isAsFingerprinted(row)
        ? undefined
        : `The steps of this plan are not the ones of its fingerprint. ${done}`
  }
}

/** The fingerprint computed over the steps as they are stored, not the stored number alone. */
const isAsFingerprinted = (row: PlanRow): boolean => {
  const plan = planIn(row)
  return (
    plan.id === row.id &&
    plan.fingerprint === row.fingerprint &&
    fingerprintOf(plan) === row.fingerprint
  )
}
