/** The pace that batches keep by themselves, within the limits that were approved. */
import type { PaceLimits } from '#model/actions/batches'
import type { Steer } from '#model/actions/driver'
import { pacing } from '#model/actions/pacing'

/** A first batch is so many times smaller than the plan's: nobody knows yet how long a row takes. */
const firstPart = 8

/** A batch in half of the aim makes room for one of twice the rows. */
const growth = 2

export interface OwnPace {
  /** The rows of the next batch. */
  rows(steer: Steer): number
  /** Milliseconds to rest after a batch that took `tookMs`, waits for locks included. */
  restMs(steer: Steer, tookMs: number): number
  /** Hears of a batch that held its locks for `heldMs`. */
  done(rows: number, heldMs: number): void
  /** Hears of a batch that lasted too long; false where no smaller batch was approved. */
  tooLong(rows: number): boolean
}

export const ownPace = ({ rows, pauseMs }: PaceLimits): OwnPace => {
  let next = Math.max(rows.least, Math.ceil(rows.first / firstPart))
  let most = rows.most
  return {
    rows: steer => Math.min(next, most, steer.rows ?? rows.first),
    restMs(steer, tookMs) {
      const ms = steer.pauseMs ?? pauseMs.first
      return ms === 0 ? 0 : Math.max(ms, Math.min(pauseMs.most, pacing.restTimes * tookMs))
    },
    done(sent, heldMs) {
      const fits = heldMs > 0 ? (sent * pacing.aimMs) / heldMs : rows.most
      next = Math.min(rows.most, Math.max(rows.least, Math.floor(Math.min(fits, growth * sent))))
    },
    tooLong(sent) {
      if (sent <= rows.least) return false
      most = Math.max(rows.least, Math.floor(sent / 2))
      return true
    },
  }
}
