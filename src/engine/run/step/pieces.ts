/** Carries an action in pieces: the cursor to go on from, the checkpoint of each piece, the steering. */

import { checkpointOf } from '#engine/run/journal/checkpoint-of'
import { type InHand, readFar, type Way } from '#engine/run/step/cursors'
import type { Halting } from '#engine/run/step/halting'
import { recordStep } from '#engine/run/step/record'
import type { Cursor } from '#model/actions/cursor'
import type { Pieces, Steer } from '#model/actions/driver'
import { piecesOf } from '#model/actions/pieces'
import type { TitledAction } from '#model/plan'
import { Fenced } from '#src/errors'
import { failpoint, type PiecePoint } from '#src/failpoint'
import { insertCheckpoint, newestCheckpoint } from '#store/pieces/checkpoints'

/** Milliseconds between two entries in journal and record. */
const entryEveryMs = 60_000

/** Undefined for an action of a single piece. */
export const carry = async (
  at: InHand,
  doing: TitledAction,
  { way, halting }: { readonly way: Way; readonly halting: Halting },
): Promise<Pieces | undefined> => {
  const inPieces = piecesOf(doing.action)
  if (!inPieces) return undefined
  const { running, index } = at
  const of = checkpointOf(running, index, way)
  let seq = (await newestCheckpoint(running.parts.store, of))?.seq ?? 0
  const from = (await readFar(at, way)) ?? null
  let entered = performance.now()

  const reach = (point: PiecePoint): void =>
    failpoint(`${way === 'forward' ? 'step' : 'undo'} ${index} ${point}`)

  const checkpoint = async (cursor: Cursor): Promise<void> => {
    reach('before checkpoint')
    const { store } = running.parts
    const kept = await insertCheckpoint(store, of, running.lease.token, seq, cursor)
    if (kept === undefined) {
      // The lease learns that a newer holder has the run. The piece is not committed.
      await running.lease.renew()
      throw new Fenced(running.run)
    }
    seq = kept
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
    return halting.steer()
  }
  return { from, checkpoint, steer }
}
