/** The actions that work in pieces, with a cursor between two pieces. */
import type { Action } from '#model/action'
import type { PaceLimits } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import { farWords } from '#model/actions/range-words'

export interface InPieces {
  readonly pace: PaceLimits
  /** The same action after the pieces that `after` has as done, and for no more than `until` has as done. */
  between(after: Cursor | null, until: Cursor | null): Action
  /** How far the action has come, in a sentence. */
  far(cursor: Cursor | null): string
}

/** Undefined for an action in a single piece. */
export const piecesOf = (action: Action): InPieces | undefined =>
  action.kind === 'batches'
    ? {
        pace: action.pace,
        between: (after, until) => ({
          ...action,
          after: after?.done?.upTo ?? action.after,
          until: until?.done?.upTo ?? action.until,
        }),
        far: cursor => farWords(action.key, cursor),
      }
    : undefined
