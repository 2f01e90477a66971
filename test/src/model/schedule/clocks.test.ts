/** Nights on which clocks change, looked at when the look before said so, as the engine does. */
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { dueOf, nextSlots } from '#model/schedule/due'

const zones = [
  'America/New_York',
  'Europe/Berlin',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
] as const

const calendars = [
  'daily at 00:15',
  'daily at 02:30',
  'every 15 minutes',
  '30 * * * *',
  '*/20 1-3 * * *',
]

const catchUps = [0, 300, 7_200]

/** The two instants of 2026 at which the clocks of a zone change. */
const changesIn = (zone: string): readonly Date[] => {
  const found: Date[] = []
  let from = Temporal.ZonedDateTime.from(`2026-01-05T00:00[${zone}]`)
  for (;;) {
    const next = from.getTimeZoneTransition('next')
    if (next === null || next.year !== 2026) return found
    found.push(new Date(next.epochMilliseconds))
    from = next
  }
}

const hour = 3_600_000

const nights = zones.flatMap(zone =>
  changesIn(zone).flatMap(change =>
    calendars.flatMap(calendar =>
      catchUps.map(catchUp => ({ zone, change, calendar, catchUp, day: change.toISOString() })),
    ),
  ),
)

describe('on a night when clocks change', () => {
  test('each zone has such nights in 2026', () => {
    for (const zone of zones) expect(changesIn(zone).length).toBeGreaterThan(1)
  })

  test.each(nights)(
    '$calendar in $zone on $day with a catch-up of $catchUp s runs each slot once, in order and on time',
    ({ zone, change, calendar, catchUp }) => {
      const schedule = { id: 'night', calendar, zone, jitter: 0, catchUp }
      const from = new Date(change.getTime() - 27 * hour)
      const to = change.getTime() + 27 * hour
      const run: number[] = []
      let since = from
      let now = from
      while (now.getTime() <= to) {
        const due = dueOf(schedule, since, now)
        expect(due.missed).toBeNull()
        if (due.run) {
          since = due.run.at
          run.push(now.getTime())
        }
        now = due.lookAt ?? new Date(to + 1)
      }
      const wanted = nextSlots(schedule, from, 1_000)
        .map(({ at }) => at.getTime())
        .filter(at => at <= to)
      expect(run).toEqual(wanted)
      expect(run).toEqual([...new Set(run)].toSorted((one, other) => one - other))
    },
  )

  test.each(zones)('a process that was away for the night in %s misses no slot unsaid', zone => {
    for (const change of changesIn(zone)) {
      const schedule = { id: 'night', calendar: '*/20 * * * *', zone, jitter: 0, catchUp: 300 }
      const from = new Date(change.getTime() - 5 * hour)
      const [latest] = nextSlots(schedule, new Date(change.getTime() + 5 * hour), 1)
      const now = new Date((latest?.at.getTime() ?? 0) + 60_000)
      const { run, missed } = dueOf(schedule, from, now)
      const slots = nextSlots(schedule, from, 100).filter(({ at }) => at <= now)
      expect(run?.at).toEqual(slots.at(-1)?.at)
      expect(missed).toEqual({
        first: slots[0]?.at,
        last: slots.at(-2)?.at,
        count: slots.length - 1,
      })
    }
  })
})
