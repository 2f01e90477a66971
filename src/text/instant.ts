/** Writes microseconds since 1970 as `2026-11-29 02:12:08.719927 UTC`. */
export const instant = (micros: string): string => {
  const whole = new Date(Number(BigInt(micros) / 1_000_000n) * 1_000).toISOString()
  const rest = micros.slice(-6).padStart(6, '0')
  return `${whole.slice(0, 10)} ${whole.slice(11, 19)}.${rest} UTC`
}
