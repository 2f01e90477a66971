/** The check of drivers whose actions work in pieces. */
import type { Cursor } from '#model/actions/cursor'
import type { Hand, Pieces } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { type Check, codeOf, failureOf, inHand, reins, wrong } from '#test/support/drivers/check'

/** Once halted, once broken off with a piece still open: a later hand goes on from what the cursor says. */
export const goesOn: Check = async benched => {
  const { bench } = benched
  if (!bench.inPieces) return []
  const before = await bench.inPieces.tally()
  const action = bench.inPieces.several()
  const kept: Cursor[] = []
  const settled = async (hand: Hand): Promise<Cursor[]> => {
    const newest = kept.at(-1)
    const cursor = newest && (await hand.settle?.(newest))
    return cursor ? [cursor] : []
  }
  const pieces = (from: readonly Cursor[], more: Partial<Pieces>): Pieces => ({
    from: from[0] ?? null,
    checkpoint: async cursor => void kept.push(cursor),
    steer: async () => ({ halt: false, rows: null, pauseMs: null }),
    ...more,
  })
  const halted = await inHand(benched, action, async hand => {
    const steer = async () => ({ halt: kept.length === 2, rows: null, pauseMs: null })
    return hand.act(action, reins({ pieces: pieces([], { steer }) }))
  })
  const code = await inHand(benched, action, async hand => {
    const checkpoint = async (cursor: Cursor): Promise<void> => {
      kept.push(cursor)
      throw new Failure('store.unavailable', 'It is away.', 'Wait.', { unknown: true })
    }
    const from = await settled(hand)
    return codeOf(
      await failureOf(hand.act(action, reins({ pieces: pieces(from, { checkpoint }) }))),
    )
  })
  return inHand(benched, action, async hand => {
    const partly = await hand.look(action, kept.at(-1) ?? null)
    await hand.act(action, reins({ pieces: pieces(await settled(hand), {}) }))
    const after = await hand.look(action, kept.at(-1) ?? null)
    const rows = (await bench.inPieces?.tally())?.map((n, row) => n - (before[row] ?? 0)) ?? []
    return [
      ...wrong(halted.halted !== true, 'it does not halt'),
      ...wrong(code !== 'unknown', `without a place for its cursor it ends as ${code}`),
      ...wrong(partly !== 'partial', `half done it looks ${partly}`),
      ...wrong(after !== 'present', `at the end it looks ${after}`),
      ...wrong(
        rows.some(n => n > 1),
        `it does ${rows.filter(n => n > 1).length} rows twice`,
      ),
      ...wrong(
        rows.some(n => n < 1),
        `it leaves out ${rows.filter(n => n < 1).length} rows`,
      ),
    ]
  })
}
