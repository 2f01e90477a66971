/** How fast the key of a set by integers grows: where the next key is, and how many keys a day takes. */
import { boundText } from '#cluster/facts/partition/bound'
import type { Reader } from '#model/view'

export interface Growth {
  /** The next key: of the column's sequence, else as the rows of the newest filled partition suggest. */
  readonly at: bigint
  /** Keys a day; null where PostgreSQL counts nothing that tells. */
  readonly perDay: number | null
  /** True where `perDay` may be too large: since when PostgreSQL counts is not known. */
  readonly isMost: boolean
}

export interface Grown {
  readonly oid: string
  /** The last value of the key's sequence; null without one, or without the right to read. */
  readonly lastKey: string | null
  /** Days of the statistics; null where PostgreSQL never reset those. */
  readonly counted: number | null
  /** Days since the server's start: of a server that began anew after a crash, the days of the statistics. */
  readonly up: number
  readonly parts: readonly {
    readonly lo: string | null
    readonly hi: string | null
    /** By the last VACUUM or ANALYZE; negative where none has counted. */
    readonly rows: number
    readonly inserted: number
    /** Rows since the last VACUUM, and the days since; null before the first. */
    readonly lately: number
    readonly vacuumed: number | null
  }[]
}

/** By oid of the set. */
export const growthOf = async (
  reader: Reader,
  oids: readonly string[],
): Promise<ReadonlyMap<string, Growth>> => {
  if (oids.length === 0) return new Map()
  const found = await reader.read<Grown>(grownQuery, [oids])
  return new Map(
    found.flatMap(one => {
      const growth = growthIn(one)
      return growth ? [[one.oid, growth] as const] : []
    }),
  )
}

/** A shorter time tells too little. */
const leastDays = 1

/** Null for a set without ranges. */
export const growthIn = ({ lastKey, counted, up, parts }: Grown): Growth | null => {
  const ranges = parts
    .flatMap(({ lo, hi, ...part }) =>
      isNumber(lo) && isNumber(hi) ? [{ ...part, lo: BigInt(lo), hi: BigInt(hi) }] : [],
    )
    .toSorted((one, other) => (one.hi > other.hi ? -1 : 1))
  const first = ranges.at(-1)
  if (!first) return null
  const filled = ranges.filter(({ rows, inserted }) => rows > 0 || inserted > 0)
  const [newest, ...full] = filled
  const rows = full.reduce((sum, one) => sum + Math.max(0, one.rows), 0)
  const keys = full.reduce((sum, { lo, hi }) => sum + Number(hi - lo), 0)
  /** Several rows may have one key, and keys may be left out. */
  const keysPerRow = rows === 0 ? 1 : keys / rows
  const at = isNumber(lastKey)
    ? BigInt(lastKey) + 1n
    : newest
      ? newest.lo + within((newest.rows < 0 ? newest.inserted : newest.rows) * keysPerRow, newest)
      : first.lo
  const inserted = ranges.reduce((sum, one) => sum + one.inserted, 0)
  const rate = rateOf([
    { rows: newest?.lately ?? 0, days: newest?.vacuumed ?? null, isMost: false },
    { rows: inserted, days: counted, isMost: false },
    { rows: inserted, days: counted === null ? up : null, isMost: true },
  ])
  return { at, perDay: rate && rate.perDay * keysPerRow, isMost: rate?.isMost ?? false }
}

const isNumber = (text: string | null): text is string => text !== null && /^-?\d+$/.test(text)

const within = (keys: number, { lo, hi }: { readonly lo: bigint; readonly hi: bigint }): bigint => {
  const most = hi - lo
  const whole = BigInt(Math.round(keys))
  return whole > most ? most : whole
}

const rateOf = (
  sources: readonly {
    readonly rows: number
    readonly days: number | null
    readonly isMost: boolean
  }[],
): { readonly perDay: number; readonly isMost: boolean } | null => {
  for (const { rows, days, isMost } of sources)
    if (days !== null && days >= leastDays && rows > 0) return { perDay: rows / days, isMost }
  return null
}

const days = (since: string): string =>
  `(extract(epoch from clock_timestamp() - ${since}) / 86400)::float8`

const grownQuery = `select c.oid::text as oid,
  (select s.last_value::text from pg_depend d join pg_class q on q.oid = d.objid and q.relkind = 'S'
      join pg_namespace qn on qn.oid = q.relnamespace
      join pg_sequences s on s.schemaname = qn.nspname and s.sequencename = q.relname
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
      and d.refobjsubid = p.partattrs[0] and d.deptype in ('a', 'i') limit 1) as "lastKey",
  (select ${days('b.stats_reset')} from pg_stat_database b where b.datname = current_database()) as counted,
  ${days('pg_postmaster_start_time()')} as up,
  coalesce((select json_agg(json_build_object('lo', ${boundText('k.bound', 1)}, 'hi', ${boundText('k.bound', 2)},
      'rows', k.rows, 'inserted', k.inserted, 'lately', k.lately, 'vacuumed', k.vacuumed))
    from (select pg_get_expr(t.relpartbound, t.oid) as bound, t.reltuples::float8 as rows,
        pg_stat_get_tuples_inserted(t.oid)::float8 as inserted, pg_stat_get_ins_since_vacuum(t.oid)::float8 as lately,
        ${days('greatest(pg_stat_get_last_vacuum_time(t.oid), pg_stat_get_last_autovacuum_time(t.oid))')} as vacuumed
      from pg_inherits i join pg_class t on t.oid = i.inhrelid
      where i.inhparent = c.oid and not i.inhdetachpending) k), '[]') as parts
from pg_partitioned_table p join pg_class c on c.oid = p.partrelid where c.oid = any($1::oid[])`
