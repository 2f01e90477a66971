/** Reads entries of the record in batches: the whole record may not fit in memory. */
import type { ChainedEntry } from '#audit/entry'
import type { Store } from '#store/store'

interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
}

/** Entries per batch. */
export const partSize = 5_000

const columns = 'seq, body, prev, hash'

const entryOf = ({ seq, body, prev, hash }: Row): ChainedEntry => ({
  seq: Number(seq),
  body,
  prev,
  hash,
})

/** Reads at most `partSize` entries from `seq` on, in order. */
export const readPart = async (store: Store, seq: number): Promise<readonly ChainedEntry[]> =>
  (
    await store.query<Row>(
      `select ${columns} from howdah.audit where seq >= $1 order by seq limit $2`,
      [seq, partSize],
    )
  ).map(entryOf)

export const readEntry = async (store: Store, seq: number): Promise<ChainedEntry | undefined> =>
  (await store.query<Row>(`select ${columns} from howdah.audit where seq = $1`, [seq])).map(
    entryOf,
  )[0]

/** Reads the newest `config.changed` entry through a partial index on that kind. */
export const readConfigured = async (store: Store): Promise<ChainedEntry | undefined> =>
  (
    await store.query<Row>(
      `select ${columns} from howdah.audit where body like '%"kind":"config.changed"%'
       order by seq desc limit 1`,
    )
  ).map(entryOf)[0]

/** Reads the newest entries, newest first; with `about`, only entries that contain this text. */
export const readLatest = async (
  store: Store,
  limit: number,
  about?: string,
): Promise<readonly ChainedEntry[]> =>
  (
    await store.query<Row>(
      `select ${columns} from howdah.audit
       where $2::text is null or position($2 in body) > 0 order by seq desc limit $1`,
      [limit, about ?? null],
    )
  ).map(entryOf)
