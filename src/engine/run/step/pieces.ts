/** Carries an action in pieces: the cursor to go on from, the checkpoint of each piece, the steering. */

import { closedUntil } from '#engine/run/closed-until'
import type { Running } from '#engine/run/held/run'
import { checkpointOf } from '#engine/run/journal/checkpoint-of'
import { steeredWords } from '#engine/run/steered-words'
import { type InHand, readFar, type Way } from '#engine/run/step/cursors'
import { recordStep } from '#engine/run/step/record'
import type { Cursor } from '#model/actions/cursor'
import type { Pieces, Steer } from '#model/actions/driver'
import { piecesOf } from '#model/actions/pieces'
import { openingWords } from '#model/calendar/window'
import type { TitledAction } from '#model/plan'
import { Fenced } from '#src/errors'
import { failpoint, type PiecePoint } from '#src/failpoint'
import { insertCheckpoint, newestCheckpoint } from '#store/pieces/checkpoints'
import { steeringOf } from '#store/pieces/steering'

export interface Carried {
  readonly pieces: Pieces
  /** A sentence: why the action was told to halt; undefined before a halt. */
  because(): string | undefined
}

/** Milliseconds between two looks at window and steering, and between two entries in journal and record. */
const lookEveryMs = 1_000
const entryEveryMs = 60_000

/** Undefined for an action of a single piece. `halts` tells whether a window or a person may halt the action. */
export const carry = async (
  at: InHand,
  doing: TitledAction,
  { way, halts }: { readonly way: Way; readonly halts: boolean },
): Promise<Carried | undefined> => {
  const inPieces = piecesOf(doing.action)
  if (!inPieces) return undefined
  const { running, index } = at
  const of = checkpointOf(running, index, way)
  let seq = (await newestCheckpoint(running.parts.store, of))?.seq ?? 0
  const from = (await readFar(at, way)) ?? null
  let looked: (Steer & { readonly at: number; readonly because: string | undefined }) | undefined
  let entered = performance.now()

  const reach = (point: PiecePoint): void =>
    failpoint(`${way === 'forward' ? 'step' : 'undo'} ${index} ${point}`)

  const checkpoint = async (cursor: Cursor): Promise<void> => {
    reach('before checkpoint')
    seq += 1
    const { store } = running.parts
    if (!(await insertCheckpoint(store, of, running.lease.token, seq, cursor))) {
      // The lease learns that a newer holder has the run. The piece is not committed.
      await running.lease.renew()
      throw new Fenced(running.run)
    }
    reach('checkpoint')
  }

  const steer = async (cursor: Cursor | null): Promise<Steer> => {
    if (cursor?.done) reach('committed')
    running.lease.check()
    if (cursor?.done && performance.now() - entered > entryEveryMs) {
      entered = performance.now()
      await recordStep(running, 'checkpoint', index, doing, {
        far: inPieces.far(cursor),
      })
    }
    if (!looked || performance.now() - looked.at > lookEveryMs)
      looked = { ...(await lookAtSteering(running, halts)), at: performance.now() }
    return looked
  }
  return { pieces: { from, checkpoint, steer }, because: () => looked?.because }
}

const lookAtSteering = async (
  running: Running,
  halts: boolean,
): Promise<Steer & { readonly because: string | undefined }> => {
  const chosen = await steeringOf(running.parts.store, running.run)
  const pace = { rows: chosen?.rows ?? null, pauseMs: chosen?.pauseMs ?? null }
  if (!halts) return { ...pace, halt: false, because: undefined }
  if (chosen?.hold === true)
    return { ...pace, halt: true, because: steeredWords(running.plan.id, chosen) }
  const closed = await closedUntil(running)
  const because =
    closed && `Its maintenance window is over; the next is ${openingWords(closed.window)}.`
  return { ...pace, halt: closed !== undefined, because }
}
