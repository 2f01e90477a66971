/** Waits for the record, but not for ever: an act must not happen before its entry is written. */
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

/** A hanging control database counts as down: an intent that takes longer than this fails closed. */
const patienceMs = 2_000

/** Rejects after `patienceMs`. The append may still commit later; an extra entry does no harm. */
export const patiently = <T>(work: Promise<T>): Promise<T> =>
  inTime(work, patienceMs, () => {
    throw unavailable()
  }).catch((error: unknown) => {
    throw error instanceof Failure && error.code === 'store.unavailable'
      ? unavailable(error)
      : error
  })

const unavailable = (cause?: unknown): Failure =>
  new Failure(
    'audit.unavailable',
    'The record cannot be written, so nothing was done.',
    'Ask again when the control database answers.',
    { cause, unknown: true },
  )
