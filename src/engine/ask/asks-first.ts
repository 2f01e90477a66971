/** Tells a person at the click why the decision would be refused, or asks for a reason: nobody fills in a form for nothing. */
import { authorizeOn } from '#engine/decide/authorize-on'
import { deny } from '#engine/decide/record-denial'
import { notWaiting } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import type { Click, FirstAsked } from '#model/edges'
import { samePerson } from '#model/identity'
import type { Verb } from '#model/person'
import { findButton } from '#store/buttons'
import { findPlan } from '#store/plans'

/** The rights behind decisions that take a reason. */
const needs: Readonly<Record<string, Verb | undefined>> = {
  reject: 'approve',
  review: 'review',
  'was-done': 'settle',
  'was-not-done': 'settle',
  withdraw: 'cancel',
}

/** The decision checks everything once more. */
export const asksFirst = async (
  parts: Parts,
  { button: id, person }: Pick<Click, 'button' | 'person'>,
): Promise<FirstAsked> => {
  const button = await findButton(parts.store, id)
  const verb = button?.verb
  const right = verb && needs[verb]
  const row = button?.plan_id && (await findPlan(parts.store, button.plan_id))
  // The click tells about an unknown button.
  if (!verb || !right || !row || button.genuine !== 'genuine') return { reason: false }
  const mayNot = authorizeOn(parts.config.people, person, right, row)
  if (mayNot) {
    await deny(parts, { person, plan: row.id, decision: verb, via: 'button' }, mayNot)
    return mayNot
  }
  if (verb === 'withdraw')
    return {
      reason: row.state === 'pending' && !samePerson(parts.config.people, row.requester, person.id),
    }
  return (verb === 'reject' && (await notWaiting(parts.store, row))) || { reason: true }
}
