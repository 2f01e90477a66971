import { Failure } from '#src/errors'

/** In seconds. */
export interface RecoveryTimes {
  /** From the start of the server to the first record of WAL. */
  readonly start: number
  /** From there to the pause. */
  readonly replay: number
}

/** How long a clone took to come to its moment, by the server's own log (in UTC, with milliseconds). */
export const timesInLog = (log: string): RecoveryTimes => {
  const lines = log.split('\n')
  const began = timeOf(lines.find(line => line.includes('starting PostgreSQL')))
  const redo = timeOf(lines.findLast(line => line.includes('redo starts at')))
  const paused = timeOf(lines.findLast(line => line.includes('pausing at the end of recovery')))
  if (began === null || redo === null || paused === null)
    throw new Failure(
      'drill.no-times',
      'The log of the clone does not tell when replay began and paused.',
      'Run the drill again, and look whether somebody changes the files of clones.',
    )
  // A clock may be set back meanwhile.
  return {
    start: Math.max(0, redo - began) / 1_000,
    replay: Math.max(0, paused - redo) / 1_000,
  }
}

/** `2026-11-30 10:14:34.123 UTC [4711] LOG:  …`, in milliseconds since 1970. */
const timeOf = (line: string | undefined): number | null => {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) UTC /.exec(line ?? '') ?? []
  return day === undefined ? null : Date.parse(`${day}T${time ?? ''}Z`)
}
