/** The cursors of a step in pieces, there and back, and the state by these cursors. */
import type { Running } from '#engine/run/held/run'
import type { Action } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import type { Cursor } from '#model/actions/cursor'
import type { Hand } from '#model/actions/driver'
import { piecesOf } from '#model/actions/pieces'
import type { Step } from '#model/plan'
import { type CheckpointOf, newestCheckpoint } from '#store/pieces/checkpoints'

export type Way = CheckpointOf['way']

export const isInPieces = (action: Action): boolean => piecesOf(action) !== undefined

/** A run that has parked begins anew, so earlier cursors count no more. */
export const checkpointOf = (
  { run, journal }: Pick<Running, 'run' | 'journal'>,
  step: number,
  way: Way,
): CheckpointOf => ({
  run,
  step,
  way,
  round: journal.filter(({ kind }) => kind === 'parked').length,
})

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
