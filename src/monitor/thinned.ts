/** Which readings of the past are worth their memory: each of the last two minutes, then one a minute. */

/** Milliseconds. */
const [everyOne, atMost, apart] = [120_000, 16 * 60_000, 60_000]

/** `readings` oldest first; `at` and `now` in milliseconds of one clock. */
export const thinned = <Reading extends { readonly at: number }>(
  readings: readonly Reading[],
  now: number,
): readonly Reading[] =>
  readings.filter(({ at }, place) => {
    if (now - at < everyOne) return true
    const before = readings[place - 1]
    return now - at < atMost && (!before || minuteOf(before.at) !== minuteOf(at))
  })

const minuteOf = (at: number): number => Math.floor(at / apart)
