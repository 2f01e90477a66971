/**
 * The statements of a server in each ten seconds of some days: calls by day and night, mean times that drift and sway,
 * stalls of the server that meet some statements or all, stalls of single statements, and statements that are slower for
 * good from a moment on.
 */
import type { TenSeconds } from '#monitor/slower/watch'

/** Mulberry32: the same numbers for the same seed. */
export const numbersOf = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Behaviour {
  readonly queryid: string
  readonly meanMs: number
  /** Of the logarithm of a single call. */
  readonly spread: number
  readonly callsPerSecond: number
  readonly phase: number
  readonly sway: number
  readonly drift: number
  drifted: number
  stallFor: number
  stallBy: number
}

export interface Change {
  /** Step at which the statement becomes slower. */
  readonly at: number
  readonly by: number
}

const stepSeconds = 10
const stepsADay = 86_400 / stepSeconds

interface Asked {
  readonly seed: number
  readonly statements: number
  readonly days: number
  /** Statements with at least one call a second, on average, that become slower. */
  readonly changes: number
  readonly by: number
}

export type Trace = ReturnType<typeof traceOf>

export const traceOf = ({ seed, statements, days, changes, by }: Asked) => {
  const random = numbersOf(seed)
  const between = (low: number, high: number) => low + random() * (high - low)
  const evenly = (low: number, high: number) => Math.exp(between(Math.log(low), Math.log(high)))
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const steps = days * stepsADay

  const all: readonly Behaviour[] = Array.from({ length: statements }, (_, place) => ({
    queryid: String(place),
    meanMs: evenly(0.1, 50),
    spread: between(0.3, 1.2),
    callsPerSecond: evenly(0.3, 90),
    phase: between(0, 2 * Math.PI),
    sway: between(0, 0.35),
    drift: between(0.002, 0.006),
    drifted: 0,
    stallFor: 0,
    stallBy: 1,
  }))
  const busy = all.filter(({ callsPerSecond }) => callsPerSecond >= 2)
  const changed = new Map<string, Change>()
  while (changed.size < changes && busy.length > 0) {
    const [one] = busy.splice(Math.floor(random() * busy.length), 1)
    if (one) changed.set(one.queryid, { at: Math.floor(steps * between(0.25, 0.9)), by })
  }

  const callsIn = (expected: number): number => {
    if (expected > 30) return Math.max(0, Math.round(expected + Math.sqrt(expected) * normal()))
    let left = Math.exp(expected) * random()
    let calls = 0
    for (let term = 1; left > term && calls < 200; calls += 1) {
      left -= term
      term *= expected / (calls + 1)
    }
    return calls
  }
  const totalOf = (calls: number, meanMs: number, spread: number): number => {
    const single = () => Math.exp(spread * normal() - spread ** 2 / 2)
    if (calls <= 40)
      return meanMs * Array.from({ length: calls }, single).reduce((a, b) => a + b, 0)
    const variance = Math.log(1 + (Math.exp(spread ** 2) - 1) / calls)
    return calls * meanMs * Math.exp(Math.sqrt(variance) * normal() - variance / 2)
  }

  let stallFor = 0
  let stallBy = 1
  let stallOf = 1
  const at = (step: number): ReadonlyMap<string, TenSeconds> => {
    if (stallFor > 0) stallFor -= 1
    else if (random() < 1 / 720) {
      stallFor = Math.floor(between(1, 7))
      stallBy = between(1.5, 4.5)
      stallOf = between(0.2, 1)
    }
    const angle = (2 * Math.PI * step) / stepsADay
    const samples = new Map<string, TenSeconds>()
    for (const one of all) {
      one.drifted += one.drift * normal() - one.drifted * 0.0005
      if (one.stallFor > 0) one.stallFor -= 1
      else if (random() < 1 / 12_000) {
        one.stallFor = 1 + Math.floor(-Math.log(1 - random()))
        one.stallBy = 1.5 - 5 * Math.log(1 - random())
      }
      const expected =
        one.callsPerSecond * stepSeconds * (1 + 0.6 * Math.sin(angle + one.phase * 0.2))
      const calls = callsIn(expected)
      if (calls === 0) continue
      const change = changed.get(one.queryid)
      const meanMs =
        one.meanMs *
        Math.exp(one.drifted + one.sway * Math.sin(angle)) *
        (stallFor > 0 && (one.phase * 1_000) % 1 < stallOf ? stallBy : 1) *
        (one.stallFor > 0 ? one.stallBy : 1) *
        (change && step >= change.at ? change.by : 1)
      samples.set(one.queryid, { calls, totalMs: totalOf(calls, meanMs, one.spread) })
    }
    return samples
  }
  return { steps, stepSeconds, statementDays: statements * days, changed, at }
}
