/** The actions that work in pieces, with a cursor between two pieces. */
import type { Action } from '#model/action'
import type { PaceLimits } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import { farWords } from '#model/actions/range-words'

export interface InPieces {
  readonly pace: PaceLimits
  /** The same action for no more than the pieces that `cursor` has as done. */
  upTo(cursor: Cursor): Action
  /** How far the action has come, in a sentence. */
  far(cursor: Cursor | null): string
}

/** Undefined for an action in a single piece. */
export const piecesOf = (action: Action): InPieces | undefined =>
  action.kind === 'batches'
    ? {
        pace: action.pace,
        upTo: ({ done }) => ({ ...action, until: done?.upTo ?? action.until }),
        far: cursor => farWords(action.key, cursor),
      }
    : undefined
