/** Whether a run may begin now: within the hours, not past a last start, and with room for the expected time. */
import {
  comingOpenings,
  type Hours,
  hoursAt,
  longestSeconds,
  stretchesOf,
} from '#model/calendar/hours'
import { blackoutWords, waitsFor } from '#model/calendar/hours-words'
import { type Opening, openingWords } from '#model/calendar/window'
import { clockIn } from '#model/calendar/words'
import { seconds } from '#text/figures'

export interface Later {
  /** Whole sentences. */
  readonly because: string
  /** Null where no time is known. */
  readonly at: Date | null
}

/** `takes` is in seconds; null where not known, or where the run halts anywhere without loss. */
export const beginsLater = (hours: Hours, now: Date, takes: number | null): Later | undefined => {
  const standing = hoursAt(hours, now)
  if (standing.kind === 'closed') return { because: waitsFor(standing), at: standing.at }
  const { opening, until, lastStart } = standing
  if (opening && lastStart !== null && lastStart < now) {
    const next = comingOpenings(hours, now).find(one => one.from > now && startsAt(one))
    const past = `It is past the last start of its maintenance window (${clockIn(opening.zone, lastStart)} ${opening.zone})`
    return next
      ? { because: `${past}; the next is ${openingWords(next)}.`, at: next.from }
      : { because: `${past}; none follows within a week.`, at: null }
  }
  return takes === null || until === null ? undefined : tooShort(hours, now, until, takes)
}

/** False for the rest that a blackout leaves behind the last start. */
const startsAt = ({ from, lastStart }: Opening): boolean => lastStart === null || lastStart >= from

/** A run is woken some seconds late, and history is no promise. */
const nearly = 0.9

const tooShort = (hours: Hours, now: Date, until: Date, takes: number): Later | undefined => {
  const left = (until.getTime() - now.getTime()) / 1_000
  if (left >= takes) return undefined
  const longest = longestSeconds(hours, now)
  if (longest === null) return beforeBlackout(hours, now, until, takes)
  // A run that fits nowhere has the longest window from the beginning on.
  const needed = Math.min(takes, longest * nearly)
  if (left >= needed) return undefined
  const next = stretchesOf(comingOpenings(hours, now)).find(
    ({ opening, long }) => opening.from > now && startsAt(opening) && long >= needed,
  )
  const why = `It takes about ${seconds(takes)}, and its maintenance window ends in ${seconds(left)}`
  if (!next) return undefined
  return {
    because:
      takes > longest
        ? `${why}; no window of the next days is long enough, so it waits for the beginning of ${openingWords(next.opening)}.`
        : `${why}; the next that is long enough is ${openingWords(next.opening)}.`,
    at: next.opening.from,
  }
}

const beforeBlackout = ({ blackouts }: Hours, now: Date, until: Date, takes: number): Later => {
  const after = hoursAt({ windows: [], blackouts }, until)
  const blackout = after.kind === 'closed' ? after.blackout : null
  const at = after.kind === 'closed' ? after.at : until
  const named = blackout ? ` (${blackoutWords(blackout)})` : ''
  const left = seconds((until.getTime() - now.getTime()) / 1_000)
  return {
    because: `It takes about ${seconds(takes)}, and a blackout begins in ${left}${named}. It begins after that.`,
    at,
  }
}
