/** Queries of howdah.checkpoint: inserted only, and only by the holder of the newest token. */
import type { Cursor } from '#model/actions/cursor'
import type { Store } from '#store/store'

/** An action in pieces, within a run. */
export interface CheckpointOf {
  readonly run: string
  readonly step: number
  readonly way: 'forward' | 'back'
  /** How often the run has begun anew: an earlier round was put back. */
  readonly round: number
}

interface CheckpointRow {
  readonly seq: number
  readonly body: Cursor
  readonly signature: string
}

/** With the number: an older checkpoint cannot be made the newest. */
const signedOf = (of: CheckpointOf, seq: number, body: Cursor): object => ({ ...of, seq, body })

/** Rows by somebody else are passed over, so many at a time. */
const readAtOnce = 20

/** The newest checkpoint that Howdah wrote; null before the first. */
export const newestCheckpoint = async (
  store: Store,
  of: CheckpointOf,
): Promise<{ readonly seq: number; readonly cursor: Cursor } | null> => {
  let below = 2_147_483_647
  for (;;) {
    const rows = await store.query<CheckpointRow>(
      `select seq, body, signature from howdah.checkpoint
       where run_id = $1 and step = $2 and way = $3 and round = $4 and seq < $5 order by seq desc limit $6`,
      [of.run, of.step, of.way, of.round, below, readAtOnce],
    )
    const found = rows.find(
      ({ seq, body, signature }) =>
        store.signer.check('checkpoint', signedOf(of, seq, body), signature) === 'genuine',
    )
    if (found) return { seq: found.seq, cursor: found.body }
    const last = rows.at(-1)
    if (!last) return null
    below = last.seq
  }
}

/** False when `token` is not the newest any more; token and checkpoint in one statement. */
export const insertCheckpoint = async (
  store: Store,
  of: CheckpointOf,
  token: number,
  seq: number,
  cursor: Cursor,
): Promise<boolean> => {
  const rows = await store.query(
    `with held as (select id from howdah.run where id = $1 and token = $2 and ended_at is null for share)
     insert into howdah.checkpoint (run_id, step, way, round, seq, token, body, signature)
     select id, $3, $4, $5, $6, $2, $7, $8 from held returning seq`,
    [
      of.run,
      token,
      of.step,
      of.way,
      of.round,
      seq,
      JSON.stringify(cursor),
      store.signer.sign('checkpoint', signedOf(of, seq, cursor)),
    ],
  )
  return rows.length === 1
}
