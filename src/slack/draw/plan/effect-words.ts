/** The measured effect of a change in words. */
import type { Measured } from '#model/traffic'
import { plain } from '#slack/draw/blocks/escape'
import { count, counted, milliseconds, seconds } from '#text/figures'

const unmeasured = {
  calls: 'it was not called since, so the effect is not measured.',
  answer: 'the cluster did not answer in time, so the effect is not measured.',
  reset: 'PostgreSQL reset or dropped its counters meanwhile, so the effect is not measured.',
} as const

/** Says "User search: 212 ms → 0.6 ms (40 calls in 5 min before, 40 in 30 s after)". */
export const effectWords = (measured: Measured | null): string => {
  if (!measured) return ' There were no calls before to compare with.'
  const label = plain(measured.label)
  const { before, after, missing } = measured
  if (missing !== null || before === null) return ` ${label}: ${unmeasured[missing ?? 'reset']}`
  if (after === null)
    return ` Measuring ${label} (${milliseconds(before.meanMs)} before, over ${counted(before.calls, 'call')} in ${seconds(before.seconds)}).`
  return ` ${label}: ${milliseconds(before.meanMs)} → ${milliseconds(after.meanMs)} (${counted(before.calls, 'call')} in ${seconds(before.seconds)} before, ${count(after.calls)} in ${seconds(after.seconds)} after).`
}
