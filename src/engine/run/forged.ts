/**
 * Whether the plan that a run reads is the one that Howdah stored. Looked at whenever a process takes a
 * run, before anything else: a plan that somebody wrote into the control database is never performed.
 */
import { type Fingerprinted, fingerprintOf } from '#engine/plan/fingerprint'
import { writeEnd } from '#engine/run/end'
import type { Running } from '#engine/run/held/run'
import { hasBegun } from '#engine/run/journal/since-parked'
import { kindOf } from '#model/action'
import { actionsOf } from '#model/plan'
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
  if (running.journal.some(({ kind }) => kind === 'ended'))
    return 'It had ended, and somebody reopened it in the control database. Nothing more was done.'
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
      if (!isAsFingerprinted(row))
        return `The steps of this plan are not the ones of its fingerprint. ${done}`
      return actionsOf(running.plan).every(
        action => kindOf(action).schema.safeParse(action).success,
      )
        ? undefined
        : `This build of Howdah does not know what a step of this plan is to do. ${done}`
  }
}

/** Computes the fingerprint over the stored steps, in the stored format. */
const isAsFingerprinted = ({ id, body, fingerprint }: PlanRow): boolean =>
  body['id'] === id &&
  body['fingerprint'] === fingerprint &&
  fingerprintOf(body as unknown as Fingerprinted) === fingerprint
