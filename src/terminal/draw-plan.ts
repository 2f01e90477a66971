/** Draws a proposed plan on a terminal in full, so that an approver sees all of the plan. */

import { type Change, riskOf, type ShownStep } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { Effect } from '#model/effect'
import { samePerson } from '#model/identity'
import { peopleInWords } from '#terminal/people-in-words'
import { indented } from '#terminal/terminal-text'
import { counted } from '#text/figures'
import { minute } from '#text/instant'
import { visible } from '#text/invisible'
import { valuesInWords } from '#text/values-in-words'

export const drawPlan = (
  { plan, steps, origin }: Change,
  people: PeopleConfig,
  spoken: (text: string) => string,
): readonly string[] => [
  `${plan.id}: ${visible(plan.headline)}`,
  '',
  ...facts([
    ['Cluster', `${plan.cluster} (${plan.environment}), database ${plan.database}`],
    ['Risk', riskOf({ plan, steps })],
    ['Requested by', plan.requesterName],
    ...(plan.reason === null ? [] : [['Reason', plan.reason] as const]),
    ...(plan.ticket === null ? [] : [['Ticket', plan.ticket] as const]),
    ...plan.estimates.map(({ label, value }) => [label, value] as const),
    ['Expires', minute(plan.expiresAt)],
    ['Fingerprint', plan.fingerprint],
  ]),
  '',
  ...steps.flatMap(step),
  ...plan.notes.map(note => `- ${spoken(note)}`),
  ...(plan.notes.length > 0 ? [''] : []),
  ...approval(plan, people),
  ...(origin.channel === null ? [] : [`Slack shows it in the channel for ${plan.cluster}.`]),
]

const facts = (all: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...all.map(([label]) => label.length))
  return all.map(([label, value]) => `  ${label.padEnd(width)}  ${visible(value)}`)
}

const step = ({ title, action, effects, onFailure, undo }: ShownStep, place: number) => {
  const as = action.role === null ? 'the login role' : action.role
  return [
    `${place + 1}. ${visible(title)}, on ${action.place.node} in ${visible(action.place.database)} as ${visible(as)}`,
    `     ${sql(action.text)};`,
    ...(action.values.length > 0 ? [`     with ${visible(valuesInWords(action.values))}`] : []),
    ...effects.map(effect => `   ${effectOf(effect)}`),
    undo === null
      ? '   It cannot be undone.'
      : `   Undo (${onFailure === 'undo' ? 'also when it fails' : 'on request'}):${below(undo.action.text)};`,
    '',
  ]
}

const sql = (text: string): string => indented(visible(text))

/** Statements of several lines begin on a line of their own. */
const below = (text: string): string =>
  text.includes('\n') ? `\n     ${sql(text)}` : ` ${sql(text)}`

const effectOf = ({ change, kind, object, lock }: Effect): string => {
  const held =
    lock === null
      ? ''
      : `; ${lock.mode} on ${visible(lock.table)}: ${lock.blocks === 'nothing' ? 'nothing is' : `${lock.blocks} are`} blocked`
  return `Effect: ${change} ${kind} ${visible(object)}${held}.`
}

const approval = (plan: Change['plan'], people: PeopleConfig): readonly string[] => {
  if (plan.approvalsNeeded === 0) return ['It needs no approval.']
  const others = people.approvers.filter(id => !samePerson(people, id, plan.requester))
  if (others.length === 0)
    return ['Nobody can approve it: the only approver in the inventory is the requester.']
  return [
    `It needs ${counted(plan.approvalsNeeded, 'approval')}, from ${peopleInWords(others, people)}.`,
    `They approve it in Slack, or from a login of their own: howdah plan approve ${plan.id}`,
  ]
}
