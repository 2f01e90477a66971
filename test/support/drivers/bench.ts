/** The form of a bench: actions that a real server takes, refuses, or takes long over. */
import type { Action } from '#model/action'

export interface Bench<A extends Action = Action> {
  /** Of the action's own statements in the server's log, the statement of the act. */
  readonly mark: string
  /** An action whose effect is not there; each call gives another one. */
  absent(): A
  /** An action that answers with the row `{ lsn: '0/1', mark: 7, more: 'secret' }` and declares `lsn` and `mark`; null without outputs. */
  telling(): A | null
  /** The outputs as JSON; left out for the row's. */
  readonly told?: RegExp
  /** Fulfils the wait of the action; null for an action with an effect. */
  readonly fulfil: ((action: A) => Promise<void>) | null
  /** Lasts until a stop; null where no statement of the action waits. */
  slow(): A | null
  /** The server answers with an error. */
  refused(): A
  /** The code of the refusal; left out for an SQLSTATE. */
  readonly refusedAs?: RegExp
  /** Ends by its deadline, after a second or two; null where no statement of the action waits. */
  late(): A | null
  /** An action of several pieces, with how often each row was done so far; null for an action of a single piece. */
  readonly inPieces: { several(): A; tally(): Promise<readonly number[]> } | null
  /** Makes the effect of `action` half done, as the run would; null where nothing is ever half done. */
  readonly halve: ((action: A, run: string) => Promise<void>) | null
}
