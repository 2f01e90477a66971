/** Turns blackouts of the inventory into the form that the code uses. */
import { Temporal } from 'temporal-polyfill'
import type { WrittenBlackout } from '#config/hours/schema'
import { placeTime } from '#model/calendar/place-time'
import type { BlackoutConfig } from '#model/configuration'

/** `say` hears each problem; a blackout with a problem is left out. */
export const blackoutsOf = (
  written: readonly WrittenBlackout[],
  say: (problem: string) => void,
): readonly BlackoutConfig[] =>
  written.flatMap((one, place) => {
    const problem = (why: string): readonly [] => {
      say(`blackout ${place + 1} (${one.reason}): ${why}`)
      return []
    }
    const { zone } = one
    if (zone === undefined && [one.from, one.to].some(text => !hasOffset(text)))
      return problem(
        'its times have no offset, so it needs a `zone`; or write instants: 2026-12-24T00:00Z',
      )
    const [from, to] = [instantOf(one.from, zone), instantOf(one.to, zone)]
    if (from === undefined || to === undefined)
      return problem(`${from === undefined ? one.from : one.to} is no time of the calendar`)
    if (from >= to) return problem('it ends before it begins, or is empty')
    return { from, to, reason: one.reason, zone: zone ?? 'UTC' }
  })

const hasOffset = (text: string): boolean => /(Z|[+-]\d\d:\d\d)$/.test(text)

/** Undefined for 30 February. */
const instantOf = (text: string, zone = 'UTC'): string | undefined => {
  try {
    const at = hasOffset(text)
      ? Temporal.Instant.from(text).epochMilliseconds
      : placeTime(Temporal.PlainDateTime.from(text, { overflow: 'reject' }), zone).at
          .epochMilliseconds
    return new Date(at).toISOString()
  } catch {
    return undefined
  }
}
