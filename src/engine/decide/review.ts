/** The review of a break-glass: a second person has looked, and says what the look has shown. */
import { deny } from '#engine/decide/record-denial'
import { noPlan } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { findBreakGlass, insertReview } from '#store/break-glass'
import { lockPlan, touchPlan } from '#store/plans'
import type { Store } from '#store/store'

export interface Review {
  readonly person: Person
  readonly plan: string
  /** Null when a click brought none. */
  readonly note: string | null
  readonly via: string
}

export const review = async (parts: Parts, given: Review): Promise<Answer | Refusal> => {
  const closed = await parts.store.transaction(tx => close(parts, tx, given))
  if (isRefusal(closed)) await deny(parts, { ...given, decision: 'review' }, closed)
  return closed
}

const close = async (
  parts: Parts,
  tx: Store,
  { person, plan, note, via }: Review,
): Promise<Answer | Refusal> => {
  const row = await lockPlan(tx, plan)
  if (!row) return noPlan(plan)
  const { cluster, requester } = row
  const mayNot = authorize(parts.config.people, person, 'review', { cluster, requester })
  if (mayNot) return mayNot
  const glass = await findBreakGlass(tx, plan)
  if (!glass)
    return refusal(`${plan} was not let through by break-glass.`, 'There is nothing to review.')
  if (samePerson(parts.config.people, glass.person, person.id))
    return refusal('You broke the glass yourself.', 'Ask another approver to review it.')
  if (note === null)
    return refusal(
      'A review says what was found.',
      `Say it: \`plan review ${plan} note="…"\`.`,
      `plan review ${plan}`,
    )
  const ours = await insertReview(tx, { plan, person: person.id, name: person.name, note, via })
  if (!ours)
    return refusal(
      `This review is closed already${glass.review ? `, by ${glass.review.name}` : ''}.`,
      'Nothing more is needed.',
    )
  await parts.record.append(
    'plan.reviewed',
    {
      actor: person.id,
      subject: { plan, cluster },
      detail: { note, brokeGlass: glass.person, via },
    },
    tx,
  )
  await touchPlan(tx, plan)
  return answer(`The review of ${plan} is closed.`)
}
