/** When changes may go on at a cluster: within the windows, where there are some, and in no blackout. */
import { type Opening, openingsAfter, openingsBefore } from '#model/calendar/window'
import type { AtEnd, BlackoutConfig, ClusterConfig } from '#model/configuration'

export type Hours = Pick<ClusterConfig, 'windows' | 'blackouts'>

export type HoursNow = OpenHours | ClosedHours

interface OpenHours {
  readonly kind: 'open'
  /** The opening of now; null for a cluster without windows. */
  readonly opening: Opening | null
  /** When changes have to make way next, over windows that touch; null for no such time. */
  readonly until: Date | null
  /** No run begins later; null for no such limit. */
  readonly lastStart: Date | null
}

export interface ClosedHours {
  readonly kind: 'closed'
  /** The blackout of now, up to the end of blackouts that touch; null for a closed window. */
  readonly blackout: BlackoutConfig | null
  /** The next opening; null for a cluster without windows, or where none opens within a year. */
  readonly next: Opening | null
  /** When changes may go on again; null where no window opens within a year. */
  readonly at: Date | null
  /** The choice for the window that ended last. */
  readonly atEnd: AtEnd
}

/** Whether the inventory says at all when changes may begin. */
export const hasHours = ({ windows, blackouts }: Hours): boolean =>
  windows.length > 0 || blackouts.length > 0

export const hoursAt = (hours: Hours, now: Date): HoursNow => {
  const { windows, blackouts } = hours
  const blackout = blackoutAt(blackouts, now)
  if (windows.length === 0)
    return blackout
      ? { kind: 'closed', blackout, next: null, at: new Date(blackout.to), atEnd: 'hold' }
      : { kind: 'open', opening: null, until: nextBlackout(blackouts, now), lastStart: null }
  const coming = comingOpenings(hours, now)
  const open = coming.filter(({ from }) => from <= now)
  const [opening] = open
  if (opening)
    return { kind: 'open', opening, until: untilOf(coming, opening), lastStart: latest(open) }
  const [next = null] = coming
  const at = next?.from ?? null
  return { kind: 'closed', blackout: blackout ?? null, next, at, atEnd: lastEnded(hours, now) }
}

/** The openings that are not over, without what blackouts take, oldest first: of a week, or of the next that has any. */
export const comingOpenings = ({ windows, blackouts }: Hours, now: Date): readonly Opening[] => {
  for (let week = 0; windows.length > 0 && week < weeksMost; week += 1) {
    const from = new Date(now.getTime() + week * weekMs)
    const found = openingsAfter(windows, from)
      .flatMap(one => without(one, blackouts))
      .filter(({ to }) => to > now)
      .toSorted((one, other) => one.from.getTime() - other.from.getTime())
    if (found.length > 0) return found
  }
  return []
}

const weekMs = 7 * 86_400_000
const weeksMost = 53

/** What blackouts leave of an opening, in order. */
export const without = (
  opening: Opening,
  blackouts: readonly BlackoutConfig[],
): readonly Opening[] =>
  blackouts.reduce<readonly Opening[]>(
    (left, { from, to }) =>
      left.flatMap(one => {
        const [begins, ends] = [new Date(from), new Date(to)]
        if (ends <= one.from || begins >= one.to) return [one]
        return [
          ...(begins > one.from ? [endingAt(one, begins)] : []),
          ...(ends < one.to ? [{ ...one, from: ends }] : []),
        ]
      }),
    [opening],
  )

const endingAt = (opening: Opening, to: Date): Opening => {
  const { lastStart } = opening
  return { ...opening, to, lastStart: lastStart !== null && lastStart > to ? to : lastStart }
}

/** Over openings that touch or overlap. */
export const untilOf = (coming: readonly Opening[], { to }: Opening): Date =>
  coming.reduce((until, one) => (one.from <= until && one.to > until ? one.to : until), to)

/** Null where an open window has no last start. */
const latest = (open: readonly Opening[]): Date | null =>
  open.reduce<Date | null>(
    (last, { lastStart }) =>
      last === null || lastStart === null ? null : lastStart > last ? lastStart : last,
    new Date(0),
  )

const blackoutAt = (
  blackouts: readonly BlackoutConfig[],
  now: Date,
): BlackoutConfig | undefined => {
  const [first, ...others] = blackouts.filter(one => covers(one, now))
  const found = others.reduce((one, other) => (one && other.to > one.to ? other : one), first)
  if (!found) return undefined
  const after = blackoutAt(
    blackouts.filter(one => one.to > found.to),
    new Date(found.to),
  )
  return after ? { ...found, to: after.to } : found
}

const covers = ({ from, to }: BlackoutConfig, now: Date): boolean =>
  new Date(from) <= now && now < new Date(to)

const nextBlackout = (blackouts: readonly BlackoutConfig[], now: Date): Date | null => {
  const coming = blackouts.map(({ from }) => Date.parse(from)).filter(from => from > now.getTime())
  return coming.length === 0 ? null : new Date(Math.min(...coming))
}

const lastEnded = ({ windows, blackouts }: Hours, now: Date): AtEnd => {
  const cut = openingsAfter(windows, now)
    .concat(openingsBefore(windows, now))
    .flatMap(one => without(one, blackouts))
    .filter(({ to }) => to <= now)
  return cut.toSorted((one, other) => other.to.getTime() - one.to.getTime())[0]?.atEnd ?? 'hold'
}

interface Stretch {
  readonly opening: Opening
  /** Seconds, over openings that touch. */
  readonly long: number
}

export const stretchesOf = (coming: readonly Opening[]): readonly Stretch[] =>
  coming.map(opening => ({
    opening,
    long: (untilOf(coming, opening).getTime() - opening.from.getTime()) / 1_000,
  }))

/** Of the openings of a week; null without windows. */
export const longestSeconds = (hours: Hours, now: Date): number | null => {
  const long = stretchesOf(comingOpenings(hours, now)).map(one => one.long)
  return long.length === 0 ? null : Math.max(...long)
}
