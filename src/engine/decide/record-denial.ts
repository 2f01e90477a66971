/** A refused decision is recorded too; a burst of equal refusals as a count. */
import type { Parts } from '#engine/parts'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'

export const deny = (
  parts: Parts,
  wanted: {
    readonly person: Person
    readonly plan: string
    readonly decision: string
    readonly via: string
  },
  refused: Refusal,
): Promise<void> =>
  parts.denials.say('plan.denied', {
    actor: wanted.person.id,
    subject: { plan: wanted.plan },
    detail: { decision: wanted.decision, because: refused.because, via: wanted.via },
  })
