/**
 * No plan is approved twice: a repeated request replaces the waiting plan, and a request for another
 * person's plan is shown that plan.
 */
import type { NamedEntry } from '#audit/recorder'
import type { Parts } from '#engine/parts'
import { planIn } from '#engine/show/read-rows'
import { samePerson } from '#model/identity'
import type { Plan } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import { endPending, lockPendingSame } from '#store/plans'
import type { Store } from '#store/store'

/**
 * Runs within the transaction that stores `plan`, and gives what the record then has to say; refuses when another
 * person's identical plan waits already.
 */
export const supersede = async (
  parts: Parts,
  tx: Store,
  plan: Plan,
): Promise<Refusal | readonly NamedEntry[]> => {
  const { people } = parts.config
  const same = await lockPendingSame(tx, plan)
  const twin = same.find(
    one =>
      one.fingerprint === plan.fingerprint && !samePerson(people, one.requester, plan.requester),
  )
  if (twin) return refusal(...alreadyAsked(twin.id, planIn(twin)))
  const entries: NamedEntry[] = []
  for (const { id, requester } of same) {
    if (!samePerson(people, requester, plan.requester)) continue
    const why = `${plan.requesterName} asked for it again: ${plan.id}. Nothing was done.`
    await endPending(tx, id, 'superseded', why)
    entries.push({
      kind: 'plan.superseded',
      actor: plan.requester,
      subject: { plan: id, cluster: plan.cluster },
      detail: { because: why, by: plan.id },
    })
  }
  return entries
}

const alreadyAsked = (id: string, { requesterName }: Plan) =>
  [
    `${requesterName} has asked for exactly this: ${id} waits for approval.`,
    `Look at it, and approve it if you may: \`plan show ${id}\`.`,
    `plan show ${id}`,
  ] as const
