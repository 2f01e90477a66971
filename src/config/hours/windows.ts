/** Turns maintenance windows of the inventory into the form that the code uses. */
import type { WrittenWindow } from '#config/hours/schema'
import { openingsAfter, openingWords } from '#model/calendar/window'
import type { WindowConfig } from '#model/configuration'
import { readMinutes } from '#text/length'

const dayMinutes = 24 * 60

/** `say` hears each problem; a window with a problem is left out. */
export const windowsOf = (
  written: readonly WrittenWindow[],
  say: (problem: string) => void,
): readonly WindowConfig[] => {
  const windows = written.flatMap((one, place) => {
    const problem = problemOf(one)
    if (problem === undefined) return windowOf(one)
    say(`window ${one.name ?? place + 1}: ${problem}`)
    return []
  })
  for (const name of repeated(windows)) say(`two windows have the name ${name}`)
  const both = overlap(windows)
  if (both !== undefined) say(both)
  return windows
}

const windowOf = ({ duration, last_start, at_end, ...window }: WrittenWindow): WindowConfig => ({
  ...window,
  ...(duration === undefined ? {} : { minutes: readMinutes(duration) ?? 0 }),
  ...(last_start === undefined ? {} : { lastStart: last_start }),
  ...(at_end === undefined ? {} : { atEnd: at_end }),
})

const problemOf = ({ from, to, duration, last_start }: WrittenWindow): string | undefined => {
  if ((to === undefined) === (duration === undefined))
    return 'write one of `to` and `duration`, for when it ends'
  if (to === from)
    return `it begins and ends at ${from}, so it is empty; for a whole day write \`duration: 24h\``
  const minutes = duration === undefined ? after(from, to ?? from) : (readMinutes(duration) ?? 0)
  if (minutes === 0) return 'its duration is 0, so it is empty'
  if (minutes > dayMinutes) return 'it lasts longer than a day; name more days instead'
  return last_start !== undefined && after(from, last_start) >= minutes
    ? `\`last_start\` ${last_start} is not within it, so nothing would be held to it; it begins at ${from} and ends ${to === undefined ? `after ${duration}` : `at ${to}`}`
    : undefined
}

/** Minutes from one time of day to the next such other time. */
const after = (from: string, to: string): number =>
  (minuteOf(to) - minuteOf(from) + dayMinutes) % dayMinutes

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const repeated = (windows: readonly WindowConfig[]): readonly string[] => {
  const names = windows.flatMap(({ name }) => name ?? [])
  return [...new Set(names.filter((name, place) => names.indexOf(name) < place))]
}

/** A week of winter and a week of summer, in which no clock changes: windows may be of several zones. */
const weeks = ['2026-01-12T00:00Z', '2026-07-13T00:00Z'] as const

/** Two windows at once could have two choices for the end. */
const overlap = (windows: readonly WindowConfig[]): string | undefined => {
  for (const week of weeks) {
    const openings = windows
      .flatMap((window, place) =>
        openingsAfter([window], new Date(week)).map(opening => ({ ...opening, place })),
      )
      .toSorted((one, other) => one.from.getTime() - other.from.getTime())
    for (const [index, next] of openings.entries()) {
      const one = openings[index - 1]
      if (one && next.from < one.to && (one.place !== next.place || next.from > one.from))
        return `windows ${nameOf(one)} and ${nameOf(next)} overlap: ${openingWords(one)} and ${openingWords(next)}; join the two, or let one end where the other begins`
    }
  }
  return undefined
}

const nameOf = ({
  name,
  place,
}: {
  readonly name: string | null
  readonly place: number
}): string => name ?? String(place + 1)
