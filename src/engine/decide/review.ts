/** The review of a break-glass: a second person has looked, and says what the look has shown. */
import { decideOnPlan } from '#engine/decide/frame'
import type { Parts } from '#engine/parts'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { type BreakGlassRow, findBreakGlass, insertReview } from '#store/break-glass'
import { touchPlan } from '#store/plans'
import type { Store } from '#store/store'

export interface Review {
  readonly person: Person
  readonly plan: string
  /** Null when a click brought none. */
  readonly note: string | null
  readonly via: string
}

export const review = (parts: Parts, given: Review): Promise<Answer | Refusal> =>
  decideOnPlan(parts, given, {
    name: 'review',
    verb: 'review',
    whyNot: (tx, { row }) => whyNot(parts, tx, given, row.cluster),
    keep: (tx, found) => keep(parts, tx, given, found),
  })

interface Reviewable {
  readonly cluster: string
  readonly glass: BreakGlassRow
  readonly note: string
}

const whyNot = async (
  parts: Parts,
  tx: Store,
  { person, plan, note }: Review,
  cluster: string,
): Promise<Refusal | Reviewable> => {
  const glass = await findBreakGlass(tx, plan)
  if (!glass)
    return refusal(`${plan} was not let through by break-glass.`, 'There is nothing to review.')
  if (samePerson(parts.config.people, glass.person, person.id))
    return refusal('You used break-glass on it yourself.', 'Ask another approver to review it.')
  return note === null
    ? refusal(
        'A review needs to say what you found.',
        `Say it: \`plan review ${plan} note="…"\`.`,
        `plan review ${plan}`,
      )
    : { cluster, glass, note }
}

const keep = async (
  parts: Parts,
  tx: Store,
  { person, plan, via }: Review,
  { cluster, glass, note }: Reviewable,
): Promise<Answer | Refusal> => {
  const ours = await insertReview(tx, {
    plan,
    person: person.id,
    name: person.name,
    note,
    via,
  })
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
