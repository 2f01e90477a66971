/** Reads entries of the record in batches: the whole record may not fit in memory. */

import type { ChainedEntry } from '#audit/entry'
import { isGenuineEntry } from '#audit/genuine-entry'
import type { Anchor } from '#audit/head'
import { readBody } from '#audit/read-body'
import type { Store } from '#store/store'

interface Row {
  readonly seq: string
  readonly body: string
  readonly prev: string
  readonly hash: string
  readonly signature: string | null
}

/** Entries per batch. */
export const partSize = 5_000

const columns = 'seq, body, prev, hash, signature'

const entryOf = ({ seq, body, prev, hash, signature }: Row): ChainedEntry => ({
  seq: Number(seq),
  body,
  prev,
  hash,
  signature,
})

export interface RecordPart {
  readonly entries: readonly ChainedEntry[]
  /** Whether the record ends with this part. */
  readonly isLast: boolean
}

interface Bounds {
  readonly entries: number
  /** The entry that passes this bound is the last of the part. */
  readonly bytes: number
}

/** An entry by hand has up to 8 MB: a part of many such entries would fill the memory. */
const partBytes = 32 * 1024 * 1024

const length =
  'octet_length(body) + octet_length(prev) + octet_length(hash) + coalesce(octet_length(signature), 0)'

/** Reads the entries from `seq` on, in order, within the bounds. */
export const readPartWithin = async (
  store: Store,
  seq: number,
  bounds: Bounds = { entries: partSize, bytes: partBytes },
): Promise<RecordPart> => {
  const rows = await store.query<Row & { readonly up_to: string }>(
    `select * from (
       select ${columns}, sum(${length}) over upwards as up_to, sum(${length}) over upwards - (${length}) as before
       from (select ${columns} from howdah.audit where seq >= $1 order by seq limit $2) part
       window upwards as (order by seq rows unbounded preceding)
     ) part where before < $3 order by seq`,
    [seq, bounds.entries, bounds.bytes],
  )
  const isCut = rows.length === bounds.entries || Number(rows.at(-1)?.up_to ?? 0) >= bounds.bytes
  return { entries: rows.map(entryOf), isLast: !isCut }
}

/** Reads at most `size` entries from `seq` on, in order; fewer where the entries are long. */
export const readPart = async (
  store: Store,
  seq: number,
  size = partSize,
): Promise<readonly ChainedEntry[]> =>
  (await readPartWithin(store, seq, { entries: size, bytes: partBytes })).entries

export const readEntry = async (store: Store, seq: number): Promise<ChainedEntry | undefined> =>
  (await store.query<Row>(`select ${columns} from howdah.audit where seq = $1`, [seq])).map(
    entryOf,
  )[0]

/** Howdah's own entries are shorter. */
const readableBytes = 64 * 1024

/** The kinds of these entries, as they stand there; undefined among them for an entry that tells no kind. */
export const readKinds = async (
  store: Store,
  seqs: readonly number[],
): Promise<ReadonlySet<string | undefined>> => {
  const rows = await store.query<{ readonly body: string | null }>(
    `select case when octet_length(body) <= ${readableBytes} then body end as body
     from howdah.audit where seq = any($1::bigint[])`,
    [seqs],
  )
  return new Set(rows.map(({ body }) => (body === null ? undefined : readBody(body)?.kind)))
}

/** Those of these heads that are entries of the record. */
export const held = async (store: Store, heads: readonly Anchor[]): Promise<readonly Anchor[]> =>
  (
    await store.query<{ seq: string; hash: string }>(
      `select seq, hash from howdah.audit join unnest($1::bigint[], $2::text[]) as head (seq, hash)
       using (seq, hash)`,
      [heads.map(({ seq }) => seq), heads.map(({ hash }) => hash)],
    )
  ).map(({ seq, hash }) => ({ seq: Number(seq), hash }))

/** The heads up to `seq` whose entry is not there any more. */
export const absent = async (
  store: Store,
  heads: readonly Anchor[],
  upTo: number,
): Promise<readonly Anchor[]> =>
  (
    await store.query<{ seq: string; hash: string }>(
      `select seq, hash from unnest($1::bigint[], $2::text[]) as head (seq, hash)
       where seq <= $3 and not exists (select from howdah.audit entry where entry.seq = head.seq)`,
      [heads.map(({ seq }) => seq), heads.map(({ hash }) => hash), upTo],
    )
  ).map(({ seq, hash }) => ({ seq: Number(seq), hash }))

/** The newest entry from before entries were signed; 0 for a record that began with signatures. */
export const unsignedUpTo = async (store: Store): Promise<number> => {
  const [row] = await store.query<{ seq: string }>(
    'select audit_seq as seq from howdah.before_signing',
  )
  return Number(row?.seq ?? 0)
}

/**
 * Reads the newest `config.changed` entry that Howdah wrote, through a partial index on that kind. Entries
 * by others are passed over; unsigned entries count as far as unsigned entries go.
 */
export const readConfigured = async (store: Store): Promise<ChainedEntry | undefined> => {
  const since = await unsignedUpTo(store)
  let below: number | null = null
  for (;;) {
    const entries = await configuredBelow(store, below)
    const ours = entries.find(one => one.seq <= since || isGenuineEntry(store.signer, one))
    const last = entries.at(-1)
    if (ours || last === undefined) return ours
    below = last.seq
  }
}

/** Entries by hand of such a kind may have 8 MB each. */
const fewAtOnce = 4

const configuredBelow = async (
  store: Store,
  below: number | null,
): Promise<readonly ChainedEntry[]> =>
  (
    await store.query<Row>(
      `select ${columns} from howdah.audit where body like '%"kind":"config.changed"%'
         and ($1::bigint is null or seq < $1) order by seq desc limit ${fewAtOnce}`,
      [below],
    )
  ).map(entryOf)

/** Tombstones to look at. */
const tombstones = 100

/** The signed ones of the newest tombstones, newest first, through a partial index on that kind. */
export const readPruned = async (store: Store): Promise<readonly ChainedEntry[]> => {
  const found: ChainedEntry[] = []
  let below: number | null = null
  for (let looked = 0; looked < tombstones; looked += fewAtOnce) {
    const entries: readonly ChainedEntry[] = (
      await store.query<Row>(
        `select ${columns} from howdah.audit where body like '%"kind":"record.pruned"%'
           and ($1::bigint is null or seq < $1) order by seq desc limit ${fewAtOnce}`,
        [below],
      )
    ).map(entryOf)
    found.push(...entries.filter(entry => isGenuineEntry(store.signer, entry)))
    below = entries.at(-1)?.seq ?? null
    if (entries.length < fewAtOnce) break
  }
  return found
}

/** By number: from the first one on, and below the other. */
export interface EntryBounds {
  readonly from: number
  readonly below: number
}

export const everyEntry: EntryBounds = { from: 0, below: Number.MAX_SAFE_INTEGER }

export const countEntries = async (
  store: Store,
  about: readonly string[] | undefined,
  { from, below }: EntryBounds,
): Promise<number> => {
  const [row] = await store.query<{ count: string }>(
    `select count(*) as count from howdah.audit
     where seq >= $1 and seq < $3 and ($2::text[] is null or ${isAbout})`,
    [from, about ?? null, below],
  )
  return Number(row?.count ?? 0)
}

/** Reads the newest entries, newest first; with `about`, only entries with any of the values. Fewer where the entries are long. */
export const readLatest = async (
  store: Store,
  limit: number,
  about?: readonly string[],
  { from, below }: EntryBounds = everyEntry,
): Promise<readonly ChainedEntry[]> => {
  if (about === undefined)
    return (await store.query<Row>(fitting(newestEntries), [limit, from, below])).map(entryOf)
  const values = [limit, about, from, below]
  const newest = await store.query<Row>(fitting(newestAbout), [...values, lookedThrough])
  const found = newest.length < limit ? await store.query<Row>(fitting(allAbout), values) : newest
  return found.map(entryOf)
}

/** What many entries are about is found among so many: an index would give millions. */
const lookedThrough = 2_000

const isAbout = 'howdah.entry_words(body) && $2::text[]'

const newestEntries = `select ${columns} from howdah.audit where seq >= $2 and seq < $3
  order by seq desc limit $1`

/** The entries of a query, newest first, as far as they fit in the memory. */
const fitting = (query: string): string => `select * from (
    select ${columns}, sum(${length}) over (order by seq desc rows unbounded preceding) - (${length}) as before from (${query}) found
  ) part where before < ${partBytes} order by seq desc`

const newestAbout = `select ${columns} from (select ${columns} from howdah.audit where seq >= $3 and seq < $4
    order by seq desc limit $5) newest
  where exists (select from unnest($2::text[]) word where position(word in body) > 0) and ${isAbout} order by seq desc limit $1`

// Materialized: with the limit in sight PostgreSQL would walk through the record from the end.
const allAbout = `with about as materialized (select seq from howdah.audit
    where ${isAbout} and seq >= $3 and seq < $4)
  select ${columns} from howdah.audit join (select seq from about order by seq desc limit $1) newest using (seq)
  order by seq desc`

/**
 * Whether the record has the entry of a spooled line. Within the lock of the chain: another process may be writing the
 * same line. An entry by another hand than Howdah's keeps no line out, and only one with a signature of Howdah's is read
 * whole.
 */
export const hasSpooled = async (tx: Store, key: string): Promise<boolean> => {
  const heads = await tx.query<Pick<Row, 'seq' | 'hash' | 'signature'>>(
    `select seq, left(hash, 64) as hash, left(signature, 200) as signature from howdah.audit
     where body like '%"spoolKey":"%' and substring(body from '"spoolKey":"([0-9a-f]{64})"') = $1`,
    [key],
  )
  for (const { seq, hash, signature } of heads) {
    if (tx.signer.check('audit', { hash }, signature) !== 'genuine') continue
    const entry = await readEntry(tx, Number(seq))
    if (entry && isGenuineEntry(tx.signer, entry)) return true
  }
  return false
}

/** An entry by hand tells no time: entries behind are asked. */
const asked = 5

/**
 * The number of the first entry from a time on. Entries are in the order of time, except those that waited in a spool,
 * and the time stands in the body alone: the search goes by halves.
 */
export const firstSince = async (store: Store, time: Date): Promise<number> => {
  const unsigned = await unsignedUpTo(store)
  const timeFrom = async (seq: number): Promise<string | undefined> => {
    const entries = await readPart(store, seq, asked)
    const ours = entries.find(one => one.seq <= unsigned || isGenuineEntry(store.signer, one))
    return ours && readBody(ours.body)?.at
  }
  const [row] = await store.query<{ first: string | null; last: string | null }>(
    'select min(seq) as first, max(seq) as last from howdah.audit',
  )
  if (!row?.last) return everyEntry.from
  let [low, high] = [Number(row.first), Number(row.last) + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const at = await timeFrom(middle)
    if (at === undefined || Date.parse(at) >= time.getTime()) high = middle
    else low = middle + 1
  }
  return low
}
