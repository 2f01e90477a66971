/** Maintenance windows: when approved plans may begin, by the calendar and the clock of a zone. */
import type { WindowConfig } from '#model/configuration'

export interface Opening {
  readonly from: Date
  readonly to: Date
  readonly zone: string
}

const dayMs = 86_400_000

/** The present opening, else the next; undefined for a cluster without windows. */
export const openingAt = (windows: readonly WindowConfig[], now: Date): Opening | undefined =>
  windows
    .flatMap(window => openingsOf(window, now))
    .filter(({ to }) => to > now)
    .toSorted((one, other) => one.from.getTime() - other.from.getTime())[0]

export const isOpen = ({ from }: Opening, now: Date): boolean => from <= now

/** The days from yesterday, whose window may still be open, to the same day of next week. */
const openingsOf = ({ days, from, to, zone }: WindowConfig, now: Date): readonly Opening[] => {
  const today = Math.floor((now.getTime() + offsetAt(now, zone)) / dayMs) * dayMs
  return [-1, 0, 1, 2, 3, 4, 5, 6, 7].flatMap(later => {
    const day = today + later * dayMs
    if (!days.some(name => name === names[new Date(day).getUTCDay()])) return []
    const [opens, closes] = [msOf(from), msOf(to)]
    const end = closes > opens ? day + closes : day + dayMs + closes
    return [{ from: instant(day + opens, zone), to: instant(end, zone), zone }]
  })
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const msOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}

/**
 * The instant at which clocks of the zone show this time; computed twice, because the offset depends on the
 * answer.
 */
const instant = (shown: number, zone: string): Date => {
  const near = shown - offsetAt(new Date(shown), zone)
  return new Date(shown - offsetAt(new Date(near), zone))
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
const offsetAt = (at: Date, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find(one => one.type === type)?.value)
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - Math.floor(at.getTime() / 1_000) * 1_000
}

/** "Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)". */
export const openingWords = ({ from, to, zone }: Opening): string => {
  const time = (at: Date) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
      at,
    )
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
    .format(from)
    .replaceAll(',', '')
  return `${day} ${time(from)} to ${time(to)} (${zone})`
}
