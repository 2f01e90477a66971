import { dayIn } from '#model/calendar/words'
import { timesOf } from '#model/schedule/words'
import type { StandingBody } from '#model/standing/standing-approval'

/** A standing approval in one sentence, the first that a phone shows. */
export const sentenceOf = (body: StandingBody): string => {
  const { schedule, times, playbook, cluster, database, sentence, hours, zone } = body
  const runs = times ? ` (${timesOf(times)})` : ''
  const during = hours === null ? '' : ` from ${hours.from} to ${hours.to}, out of turn too`
  return `Schedule ${schedule}${runs} may, without asking each time, ${sentence}: ${playbook} on ${cluster} (${database})${during}, until ${lastDay(body)} (${zone}).`
}

/** `Sat 1 May 2027`: the last day that counts. */
export const lastDay = ({ endsAt, zone }: Pick<StandingBody, 'endsAt' | 'zone'>): string => {
  const last = new Date(Date.parse(endsAt) - 1)
  return `${dayIn(zone, last)} ${new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(last)}`
}
