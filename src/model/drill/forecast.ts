/**
 * How long a restore of a given size will take, by the figures of earlier drills: a line through the drills for each
 * part, as a part has a cost of its own beside the cost of each byte.
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
  const unpack = along(
    measured.map(one => [one.bytes, one.unpackSeconds]),
    bytes,
  )
  const replay = along(
    measured.map(one => [one.walBytes, one.replaySeconds]),
    walBytes,
  )
  const check = along(
    measured.map(one => [one.bytes, one.checkSeconds]),
    bytes,
  )
  const start = middle(measured.map(one => one.startSeconds))
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

type Point = readonly [size: number, seconds: number]

/**
 * The value at `size` of the line through the points, where each counts by its size: weighed by measured times, a slow
 * drill would count for less, and every forecast would be too good. A line may neither begin below zero nor fall: then a
 * larger restore would be forecast as a faster one.
 */
const along = (points: readonly Point[], size: number): number => {
  const weighed = points.map(([x, y]) => ({ x, y, w: 1 / Math.max(x, 1) ** 2 }))
  const sum = (of: (one: { x: number; y: number; w: number }) => number) =>
    weighed.reduce((total, one) => total + of(one), 0)
  const [n, sx, sy] = [sum(({ w }) => w), sum(({ w, x }) => w * x), sum(({ w, y }) => w * y)]
  const [sxx, sxy] = [sum(({ w, x }) => w * x * x), sum(({ w, x, y }) => w * x * y)]
  const spread = n * sxx - sx * sx
  const throughOrigin = sxx === 0 ? sy / n : (sxy / sxx) * size
  // Sizes that hardly differ tell no line.
  if (spread <= n * sxx * 1e-3) return throughOrigin
  const slope = (n * sxy - sx * sy) / spread
  const begin = (sy - slope * sx) / n
  if (slope < 0) return sy / n
  return begin < 0 ? throughOrigin : begin + slope * size
}

const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
