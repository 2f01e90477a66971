/** Times: exact, as PostgreSQL gives a time to Howdah, and as people read a time. */

/**
 * A time of PostgreSQL as microseconds since 1970, exactly. As text the same time reads differently in
 * sessions of other settings, and PostgreSQL 15 takes IST for Israel's time.
 */
export const micros = (time: string): string => `(extract(epoch from ${time}) * 1000000)::bigint`

/** Writes microseconds since 1970 as `2026-11-29 02:12:08.719927 UTC`. */
export const instant = (micros: string): string => {
  const whole = new Date(Number(BigInt(micros) / 1_000_000n) * 1_000).toISOString()
  const rest = micros.slice(-6).padStart(6, '0')
  return `${whole.slice(0, 10)} ${whole.slice(11, 19)}.${rest} UTC`
}

/** Writes milliseconds since 1970 as `2026-11-30 18:40:01.2 UTC`. */
export const tenthOfSecond = (at: number): string =>
  `${new Date(at).toISOString().replace('T', ' ').slice(0, 21)} UTC`

/** Writes an ISO time as `2026-11-29 02:07 UTC`. */
export const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`
