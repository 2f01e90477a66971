/** Queries of howdah.prune_ask: requests to remove entries of the record. Only rows that Howdah wrote count. */
import type { Store } from '#store/store'

export interface PruneAsk {
  readonly seq: number
  readonly hash: string
  readonly person: string
}

/** A colleague answers within a week, or is asked again. */
const countsFor = '7 days'

export const insertPruneAsk = (tx: Store, { seq, hash, person }: PruneAsk) =>
  tx.query('insert into howdah.prune_ask (seq, hash, person, signature) values ($1, $2, $3, $4)', [
    seq,
    hash,
    person,
    tx.signer.sign('prune-ask', { seq, hash, person }),
  ])

/** Ids of the people who asked to remove everything up to exactly this entry, not long ago. */
export const pruneAsks = async (
  tx: Store,
  { seq, hash }: Omit<PruneAsk, 'person'>,
): Promise<readonly string[]> =>
  (
    await tx.query<{ person: string; signature: string }>(
      `select person, signature from howdah.prune_ask where seq = $1 and hash = $2
         and at > clock_timestamp() - interval '${countsFor}' order by id`,
      [seq, hash],
    )
  )
    .filter(
      ({ person, signature }) =>
        tx.signer.check('prune-ask', { seq, hash, person }, signature) === 'genuine',
    )
    .map(({ person }) => person)
