/**
 * Queries of howdah.anchor: the heads that are kept outside, as the control database knows these heads. Only rows
 * that Howdah wrote count.
 */
import type { Store } from '#store/store'

export interface KnownAnchor {
  /** A machine and its folder, or a channel. */
  readonly place: string
  readonly seq: number
  readonly hash: string
  /** Anchors that the place has up to this one. */
  readonly lines: number
  /** The message of a channel; null for a file. */
  readonly ts: string | null
  /** By the database's clock. */
  readonly at: Date
}

export interface KnownAnchors {
  /** The newest first, since the last new beginning. */
  readonly known: readonly KnownAnchor[]
  /** The row of the last new beginning; 0 without one. */
  readonly begun: number
  /** Rows that somebody else wrote. */
  readonly strange: number
}

/** The place of a new beginning: whatever was anchored before concerns another record. */
const everywhere = '*'

export const insertAnchor = async (
  store: Store,
  anchor: Omit<KnownAnchor, 'at'>,
): Promise<void> => {
  const { place, seq, hash, lines, ts } = anchor
  await store.query(
    `insert into howdah.anchor (place, seq, hash, lines, ts, signature)
     values ($1, $2, $3, $4, $5, $6)`,
    [place, seq, hash, lines, ts, store.signer.sign('anchor', { place, seq, hash, lines, ts })],
  )
}

export const beginAnchorsAnew = (store: Store): Promise<void> =>
  insertAnchor(store, { place: everywhere, seq: 0, hash: '', lines: 0, ts: null })

/** The row of the last new beginning; 0 without one. */
export const beginning = async (store: Store): Promise<number> =>
  (await knownAnchors(store, everywhere, 20)).begun

/** The newest `limit` rows of a place, or of all places. */
export const knownAnchors = async (
  store: Store,
  place: string | null,
  limit: number,
): Promise<KnownAnchors> => {
  const rows = await store.query<{
    id: string
    place: string
    seq: string
    hash: string
    lines: string
    ts: string | null
    signature: string
    at: Date
  }>(
    `select id, place, seq, hash, lines, ts, signature, at from howdah.anchor
     where $1::text is null or place in ($1, '${everywhere}') order by id desc limit $2`,
    [place, limit],
  )
  const known: KnownAnchor[] = []
  let begun = 0
  let strange = 0
  for (const { id, signature, at, ...row } of rows) {
    const anchor = { ...row, seq: Number(row.seq), lines: Number(row.lines) }
    if (store.signer.check('anchor', anchor, signature) !== 'genuine') strange += 1
    else if (anchor.place === everywhere) {
      begun = Number(id)
      break
    } else known.push({ ...anchor, at })
  }
  return { known, begun, strange }
}
