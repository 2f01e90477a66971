/** The hours that a plan keeps, the fate of a run at the end of the hours, and whether the run will fit. */
import { endsBy } from '#engine/plan/ends-by'
import { expectedTime, hasToFit } from '#engine/plan/expected-time'
import { type Hours, type HoursNow, hasHours, hoursAt, longestSeconds } from '#model/calendar/hours'
import { blackoutWords, instantWords, waitsFor } from '#model/calendar/hours-words'
import { type Opening, openingWords } from '#model/calendar/window'
import { clockIn } from '#model/calendar/words'
import type { AtEnd } from '#model/configuration'
import type { Estimate, Plan } from '#model/plan'
import type { Store } from '#store/store'
import { counted, seconds } from '#text/figures'

type Planned = Pick<Plan, 'cluster' | 'database' | 'playbook' | 'undoes' | 'steps' | 'claims'>

/** A plan without claims (the session verbs) keeps no hours. */
export const windowEstimate = async (
  store: Store,
  plan: Planned,
  hours: Hours,
  now: Date,
): Promise<readonly Estimate[]> => {
  if (plan.claims.length === 0 || !hasHours(hours)) return []
  const standing = hoursAt(hours, now)
  const opening = standing.kind === 'open' ? standing.opening : standing.next
  const end = opening ? `; ${atEndWords(plan, opening.atEnd)}` : ''
  return [
    { label: 'Window', value: `${standingWords(standing)}${lastStartOf(opening)}${end}` },
    ...(await fits(store, plan, hours, now)),
  ]
}

const standingWords = (standing: HoursNow): string => {
  if (standing.kind === 'open') {
    const { opening, until } = standing
    if (opening) return `open now, ${named(opening)}`
    return until === null
      ? 'open now'
      : `open now, until a blackout begins on ${instantWords(until, 'UTC')}`
  }
  const { blackout, next } = standing
  if (blackout) return `blackout (${blackoutWords(blackout)})${next ? `, then ${named(next)}` : ''}`
  return next ? named(next) : waitsFor(standing)
}

const named = (opening: Opening): string =>
  `${openingWords(opening)}${opening.name === null ? '' : `, “${opening.name}”`}`

const lastStartOf = (opening: Opening | null): string =>
  opening?.lastStart ? `; it begins no later than ${clockIn(opening.zone, opening.lastStart)}` : ''

/** "at its end the running statement is cancelled, everything is put back, and it begins anew in the next". */
const atEndWords = (plan: Planned, atEnd: AtEnd): string => {
  const ways = new Set(plan.steps.map((_, index) => endsBy(plan, index, atEnd)))
  const rest = plan.steps.length > 1 ? ', and the rest goes on in the next' : ''
  const words: Readonly<Record<AtEnd, string>> = {
    finish: `a running step is finished${rest}`,
    hold: 'a running step halts, what is done is kept, and it goes on in the next',
    cancel:
      'a running statement is cancelled, what was done is put back, and it begins anew in the next',
  }
  const [only, ...others] = ways
  if (only !== undefined && others.length === 0) return `at its end ${words[only]}`
  return `at its end, by the step that runs then: ${[...ways].map(way => words[way]).join('; or ')}`
}

const fits = async (
  store: Store,
  plan: Planned,
  hours: Hours,
  now: Date,
): Promise<readonly Estimate[]> => {
  if (!hasToFit(plan)) return []
  const takes = await expectedTime(store, plan)
  const longest = longestSeconds(hours, now)
  if (takes === null)
    return [{ label: 'Takes', value: 'not known: no earlier run on the same objects' }]
  const of =
    takes.runs === 1 ? 'by one earlier run' : `the longest of ${counted(takes.runs, 'earlier run')}`
  const room =
    longest === null
      ? ''
      : takes.seconds <= longest
        ? '; it begins where that fits'
        : `; that fits in no window of the next days (the longest has ${seconds(longest)})`
  return [{ label: 'Takes', value: `about ${seconds(takes.seconds)}, ${of}${room}` }]
}
