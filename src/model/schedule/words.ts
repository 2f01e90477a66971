/** Schedules and their slots in sentences. */

import { calendarWords, readCalendar } from '#model/calendar/calendar'
import { clockIn, dayIn } from '#model/calendar/words'
import { isRefusal } from '#model/refusal'
import type { Schedule, SlotOutcome, SlotView } from '#model/schedule/schedule'

/** "Sat 28 Nov 01:30 UTC". */
export const timeWords = (at: Date): string => `${dayIn('UTC', at)} ${clockIn('UTC', at)} UTC`

/** "every 15 minutes, in the time zone Europe/Berlin". */
export const timesOf = ({ calendar, zone }: Pick<Schedule, 'calendar' | 'zone'>): string => {
  const read = readCalendar(calendar)
  const words = isRefusal(read) ? calendar : calendarWords(read)
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}, in the time zone ${zone}`
}

/** "paused by Dana since …: big import; resumes automatically at …". */
export const stateWords = ({
  state,
  personName,
  at,
}: Pick<Schedule, 'state' | 'personName' | 'at'>): string => {
  switch (state.kind) {
    case 'active':
      return 'active'
    case 'paused':
      return `paused by ${personName} since ${timeWords(at)}: ${state.reason}${state.until === null ? '' : `; resumes automatically at ${timeWords(new Date(state.until))}`}`
    case 'removed':
      return `removed by ${personName} at ${timeWords(at)}${state.reason === null ? '' : `: ${state.reason}`}`
  }
}

/** What came of a slot: "answered: …", "was skipped: …". */
export const slotWords = ({ outcome, held }: Pick<SlotView, 'outcome' | 'held'>): string => {
  if (outcome !== null) return outcomeWords(outcome)
  return held ? 'is running' : 'waits for the one before it, or for a process to take it'
}

const plannedWords = ({
  standing,
  asks,
  began,
}: Extract<SlotOutcome, { readonly kind: 'planned' }>): string => {
  if (standing !== null) return `, which began under standing approval ${standing}`
  if (began) return ', which needs no approval and began'
  return asks === null ? ', for people to approve' : `, which asks: ${asks}`
}

const outcomeWords = (outcome: SlotOutcome): string => {
  switch (outcome.kind) {
    case 'answered':
      return `answered: ${outcome.answer.title}`
    case 'planned':
      return `made the plan ${outcome.plan}${plannedWords(outcome)}`
    case 'refused':
      return `was refused: ${outcome.because} Instead: ${outcome.instead}`
    case 'failed':
      return `failed: ${outcome.because}`
    case 'skipped':
      return `was skipped: ${outcome.because}`
    case 'missed':
      return outcome.count === 1
        ? `was missed: ${outcome.because}`
        : `was missed, like all ${outcome.count} times from ${timeWords(new Date(outcome.first))} on: ${outcome.because}`
  }
}
