/** The cursors of a step in pieces, there and back, and the state by these cursors. */
import type { Running } from '#engine/run/held/run'
import { checkpointOf } from '#engine/run/journal/checkpoint-of'
import type { Action } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import type { Cursor, Far } from '#model/actions/cursor'
import type { Hand } from '#model/actions/driver'
import { piecesOf } from '#model/actions/pieces'
import type { Step } from '#model/plan'
import { Fenced } from '#src/errors'
import { type CheckpointOf, insertCheckpoint, newestCheckpoint } from '#store/pieces/checkpoints'

export type Way = CheckpointOf['way']

export const isInPieces = (action: Action): boolean => piecesOf(action) !== undefined

/** The state of the step's action; for an action in pieces the cursors tell. */
export const readState = async (
  running: Running,
  index: number,
  { action, undo }: Pick<Step, 'action' | 'undo'>,
  hand: Hand,
): Promise<ActionState> => {
  if (!isInPieces(action)) return hand.look(action)
  const newest = (way: Way) =>
    newestCheckpoint(running.parts.store, checkpointOf(running, index, way))
  const back = undo && (await newest('back'))
  if (undo && back) {
    const state = await hand.look(undo.action, back.cursor)
    if (state === 'unknown') return state
    if (state === 'present') return 'absent'
  }
  return hand.look(action, (await newest('forward'))?.cursor ?? null)
}

/** A step of a run, with the hand on its place. */
export interface InHand {
  readonly running: Running
  readonly index: number
  readonly hand: Hand
}

/** How far the action has come, with no piece open; undefined where no server can tell any more. */
export const readFar = async (
  { running, index, hand }: InHand,
  way: Way,
): Promise<Cursor | null | undefined> => {
  const newest = await newestCheckpoint(running.parts.store, checkpointOf(running, index, way))
  return newest && (hand.settle ? hand.settle(newest.cursor) : newest.cursor)
}

/** The same, kept: whoever reads the newest checkpoint later need not ask the server. */
export const settleFar = async (at: InHand, way: Way): Promise<Cursor | null | undefined> => {
  const { running, index } = at
  const { store } = running.parts
  const of = checkpointOf(running, index, way)
  const newest = await newestCheckpoint(store, of)
  const far = await readFar(at, way)
  if (far && newest?.cursor.next) {
    const { token } = running.lease
    if ((await insertCheckpoint(store, of, token, newest.seq, far)) === undefined)
      throw new Fenced(running.run)
  }
  return far
}

/** How far the action came at most, whether or not the last piece was committed; null without a piece. */
export const readMost = async ({ running, index }: InHand): Promise<Far | null> => {
  const of = checkpointOf(running, index, 'forward')
  const { next, done } = (await newestCheckpoint(running.parts.store, of))?.cursor ?? {}
  return next?.reaches ?? done ?? null
}
