/** Queries of howdah.checkpoint: inserted only, and only by the holder of the newest token. */
import { randomInt } from 'node:crypto'
import type { Cursor } from '#model/actions/cursor'
import { Failure } from '#src/errors'
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

/**
 * Gives the number of the checkpoint, `after` that of the newest; undefined when a newer token exists than `token`. A row by hand may
 * have the next numbers: then the checkpoint gets one further on, which nobody foresees.
 */
export const insertCheckpoint = async (
  store: Store,
  of: CheckpointOf,
  token: number,
  after: number,
  cursor: Cursor,
): Promise<number | undefined> => {
  for (let span = 1; span <= widest; span *= 8) {
    const seq = after + randomInt(1, span + 1)
    const [row] = await store.query<{ held: boolean; kept: boolean }>(
      `with held as (select id from howdah.run where id = $1 and token = $2 and ended_at is null for share),
       kept as (insert into howdah.checkpoint (run_id, step, way, round, seq, token, body, signature)
         select id, $3, $4, $5, $6, $2, $7, $8 from held on conflict do nothing returning seq)
       select exists (select from held) as held, exists (select from kept) as kept`,
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
    if (row?.kept === true) return seq
    if (row?.held !== true) return undefined
  }
  throw new Failure(
    'store.crowded',
    `Checkpoints of ${of.run} find no free number in the control database: somebody wrote too many by hand.`,
    'Find out who writes there.',
  )
}

/** Seven tries: a hundred thousand rows by hand leave most numbers free. */
const widest = 8 ** 6
