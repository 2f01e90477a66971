/** A run looks at the whole twice: before the first step and after the last. */
import { measureBefore } from '#engine/guard/baseline'
import { keepReading } from '#engine/guard/read'
import { type Draft, draft } from '#engine/plan/draft'
import { fingerprintOf } from '#engine/plan/fingerprint'
import { outdatedBecause } from '#engine/plan/outdated'
import { guardAsApproved } from '#engine/run/guard-as-approved'
import { note, type Running } from '#engine/run/held/run'
import { outputsIn } from '#engine/run/journal/outputs'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { insertMeasurement } from '#store/measurements'

/** Tells whether the approved plan is still the plan that would be made. */
export const lookAgain = async (running: Running): Promise<void> => {
  const { parts, plan } = running
  const fresh = await draft(parts, plan).catch(asRefusal)
  if (isRefusal(fresh) || !isAsApproved(plan, fresh))
    return note(running, 'looked', null, {
      outdated: outdatedBecause(plan, fresh, keptOf(running)),
    })
  if (plan.measure) await remember(running, 'before')
  await measureBefore(running)
  await note(running, 'looked', null)
  failpoint('looked again')
}

const isAsApproved = ({ guard, fingerprint }: Plan, fresh: Draft): boolean =>
  fingerprintOf({ ...fresh, guard: guardAsApproved(guard, fresh.guard) }) === fingerprint

/** A rebuilt index stays when the run is parked later: another look no longer finds the index worth a rebuild. */
const keptOf = ({ plan, journal }: Running): readonly string[] =>
  plan.steps.flatMap(({ title }, at) =>
    journal.some(
      ({ kind, step, detail }) => kind === 'undone' && step === at && detail['kept'] === true,
    )
      ? [`“${title}”`]
      : [],
  )

/**
 * A cluster that cannot be looked at (two primaries, a revoked right) is not the cluster of the approval.
 */
const asRefusal = (error: unknown): Refusal => {
  if (!(error instanceof Failure) || error.passes) throw error
  return refusal(error.message, error.instead)
}

/** The undo is done, so a look that fails ends no run. */
const undoneWords = async ({ parts, plan, cluster }: Running): Promise<string | null> => {
  try {
    const playbook = parts.playbooks.get(plan.playbook)
    return (await playbook?.undone(await cluster.view(plan.database), plan.input)) ?? null
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

export const verify = async (running: Running): Promise<void> => {
  const { parts, plan, cluster } = running
  const playbook = parts.playbooks.get(plan.playbook)
  // Each undo step checks its own effect; a playbook's verify is about the change, not about the undo.
  const checked =
    plan.undoes === null
      ? await playbook?.check(
          await (playbook.looksAway
            ? cluster.viewOrAway(plan.database)
            : cluster.view(plan.database)),
          plan.input,
          plan.steps,
          outputsIn(running.journal),
        )
      : { problem: null, found: await undoneWords(running) }
  if (plan.measure && !checked?.problem) await remember(running, 'after')
  if (!checked?.problem) await keepReading(parts, plan, 'since')
  await note(running, 'verified', null, { ...checked })
  failpoint('verified')
}

/** Figures of traffic are worth having, never worth failing for. */
const remember = async (running: Running, moment: 'before' | 'after'): Promise<void> => {
  const { parts, plan } = running
  if (!plan.measure) return
  await parts.traffic
    .snapshot(plan.cluster, plan.database, plan.measure)
    .then(body => insertMeasurement(parts.store, plan.id, moment, body))
    .catch((error: unknown) => parts.report(error, { plan: plan.id, moment }))
}
