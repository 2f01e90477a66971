/** Queries of howdah.checkpoint: inserted only, and only by the holder of the newest token. */
import type { Cursor } from '#model/actions/cursor'
import { genuineRows } from '#store/signed/genuine-rows'
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
  /** The number of the checkpoint. */
  readonly place: number
  readonly body: Cursor
  readonly signature: string
}

/** With the number: an older checkpoint cannot be made the newest. */
const signedOf = (of: CheckpointOf, seq: number, body: Cursor): object => ({ ...of, seq, body })

/** The newest checkpoint that Howdah wrote; null before the first. */
export const newestCheckpoint = async (
  store: Store,
  of: CheckpointOf,
): Promise<{ readonly seq: number; readonly cursor: Cursor } | null> => {
  const [newest] = await genuineRows<CheckpointRow>(
    store,
    (below, size) => [
      `select seq as place, body, signature from howdah.checkpoint
         where run_id = $1 and step = $2 and way = $3 and round = $4 and ($5::int is null or seq < $5)
         order by seq desc limit $6`,
      [of.run, of.step, of.way, of.round, below, size],
    ],
    ({ place, body, signature }) =>
      store.signer.check('checkpoint', signedOf(of, place, body), signature) === 'genuine',
    { most: 1 },
  )
  return newest ? { seq: newest.place, cursor: newest.body } : null
}

/** False when a newer token exists than `token`; token and checkpoint in one statement. */
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
