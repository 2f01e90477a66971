/**
 * A lost one-time code is forgotten when two approvers besides the owner ask, who are approvers then; the owner enrols
 * again.
 */
import type { Parts } from '#engine/parts'
import { enrolmentOf, resetHours, resetters } from '#engine/people/code/enrolment'
import { lockedEnrolment } from '#engine/people/code/prove'
import { whoStillMay } from '#engine/people/who-still-may'
import { distinct, samePerson } from '#model/identity'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { insertCodeReset } from '#store/people/code-resets'
import { counted } from '#text/figures'

export const resetCode = async (
  parts: Parts,
  person: Person,
  /** The owner of the code; null for the person. */
  whose: string | null,
): Promise<Answer | Refusal> => {
  const { people } = parts.config
  const owner = whose ?? person.id
  // Looked up before the transaction: Slack may be slow.
  const asked = (await enrolmentOf(parts.store, people, owner))?.resets ?? []
  const known = await whoStillMay(
    parts,
    asked.filter(({ ago }) => ago < resetHours).map(one => one.person),
    'code',
  )
  const missing = await parts.store.transaction(async tx => {
    const enrolment = await lockedEnrolment(parts, tx, owner)
    if (enrolment?.state !== 'confirmed')
      return refusal(
        `${whose === null ? 'You have' : `${whose} has`} no one-time code that could be forgotten.`,
        'See `access who-can` for who has one.',
        'access who-can',
      )
    const recent = enrolment.resets.filter(({ ago }) => ago < resetHours)
    if (recent.some(one => samePerson(people, one.person, person.id)))
      return refusal(
        'You have already asked for this.',
        'Another approver has to say the same within a day.',
      )
    if (recent.some(one => !known.has(one.person))) return 'look again'
    const counting = recent.filter(one => known.get(one.person))
    const others = distinct(people, [...counting, { person: person.id }]).filter(
      one => !samePerson(people, one.person, enrolment.person),
    )
    const left = Math.max(0, resetters - others.length)
    await insertCodeReset(tx, {
      enrolment: enrolment.id,
      person: person.id,
      name: person.name,
      forgets: left === 0,
    })
    await parts.record.append(
      left === 0 ? 'code.reset' : 'code.reset-asked',
      {
        actor: person.id,
        subject: { enrolment: enrolment.id },
        detail: { name: person.name, of: enrolment.person, owner: enrolment.name, left },
      },
      tx,
    )
    return { left, owner: enrolment.name }
  })
  if (missing === 'look again') return resetCode(parts, person, whose)
  if (isRefusal(missing)) return missing
  return answer(
    missing.left === 0
      ? `The one-time code of ${missing.owner} no longer counts. Enrolling again is up to ${missing.owner}.`
      : `Noted. ${counted(missing.left, 'approver has', 'approvers have')} to say the same within a day; the owner of the code does not count.`,
  )
}
