/**
 * How long a restore of a given size will take, by the figures of earlier drills: a line through the drills for each
 * part, as a part has a cost of its own beside the cost of each byte. Medians, since a drill may meet a busy machine.
 */
import type { KeptDrill } from '#model/drill/drill'

export interface RestoreSize {
  readonly bytes: number
  readonly walBytes: number
}

/** In seconds. */
export interface Forecast {
  /** People notice the loss and approve the restore. */
  readonly notice: number
  readonly unpack: number
  readonly start: number
  readonly replay: number
  readonly check: number
  readonly whole: number
  /** The number of measured drills behind the forecast. */
  readonly drills: number
}

/** Older drills were of another machine, or of smaller data. */
const mostDrills = 20

/** Null without a measured drill. `drills` has the newest first. */
export const forecastOf = (
  drills: readonly Pick<KeptDrill, 'figures'>[],
  { bytes, walBytes }: RestoreSize,
  noticeMinutes: number,
): Forecast | null => {
  const measured = drills.flatMap(({ figures }) => figures ?? []).slice(0, mostDrills)
  if (measured.length === 0) return null
  const notice = noticeMinutes * 60
  const unpack = forecastAt(
    bytes,
    measured.map(one => [one.bytes, one.unpackSeconds]),
    emptySeconds.unpack,
  )
  const replay = forecastAt(
    walBytes,
    measured.map(one => [one.walBytes, one.replaySeconds]),
    emptySeconds.replay,
  )
  const check = forecastAt(
    bytes,
    measured.map(one => [one.bytes, one.checkSeconds]),
    0,
  )
  const start = median(measured.map(one => one.startSeconds))
  return {
    notice,
    unpack,
    start,
    replay,
    check,
    whole: notice + unpack + start + replay + check,
    drills: measured.length,
  }
}

/** The least that a part takes, for an empty restore: a thousand small files, and the first file of WAL. */
const emptySeconds = { unpack: 0.1, replay: 0.1 } as const

type Point = readonly [size: number, seconds: number]

/** Sizes that differ by less tell no line. */
const apart = 1.5

/**
 * The line of Theil and Sen: the median of the slopes between drills, and the median height. Drills of a single size tell no
 * slope, so each drill also makes one with a restore of nothing, which takes `empty` seconds, or half of the drill's where
 * that is less. A line may neither begin below zero nor fall: then a larger restore would be forecast as a faster one.
 */
const forecastAt = (wanted: number, points: readonly Point[], empty: number): number => {
  const between = points.flatMap(([x, y], at) =>
    points
      .slice(at + 1)
      .filter(([other]) => Math.max(x, other) >= apart * Math.min(x, other))
      .map(([other, seconds]) => (seconds - y) / (other - x)),
  )
  const fromNothing = points.map(([x, y]) => (y - Math.min(empty, y / 2)) / Math.max(x, 1))
  const slope = Math.max(0, median([...between, ...fromNothing]))
  const begin = Math.max(0, median(points.map(([x, y]) => y - slope * x)))
  return begin + slope * wanted
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const [below, above] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)]
  return ((sorted[below] ?? 0) + (sorted[above] ?? 0)) / 2
}
