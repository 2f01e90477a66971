import type { RestartAction } from '#model/actions/replication/restart'

/** The order to the program that restarts a server, on the standard input: arguments can be read by every user. */
export interface RestartOrder extends Pick<RestartAction, 'data' | 'before'> {
  /** The only postmaster that may be stopped. */
  readonly pid: number
  /** Of the server; null for a pipe or a terminal. */
  readonly log: string | null
  readonly stopMs: number
  readonly startMs: number
}

/** The lines that the program says; the last line begins with `up`, `fell back` or `down`. */
export const restartSaid = {
  up: 'up',
  fellBack: 'fell back',
  down: 'down',
  stopped: 'stopped',
} as const
