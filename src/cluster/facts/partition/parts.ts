/** The partitions of one partitioned table, in the order of the ranges. */
import { boundText, type KeyKind, readBound } from '#cluster/facts/partition/bound'
import type { Reader } from '#model/view'

/** A partition of a set by ranges. */
export interface Part {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly quoted: string
  readonly owner: string
  /** Null for MINVALUE, and for the default partition. */
  readonly lo: bigint | null
  /** Null for MAXVALUE, and for the default partition. */
  readonly hi: bigint | null
  /** The lower bound as PostgreSQL prints it. */
  readonly loText: string | null
  /** The upper bound as PostgreSQL prints it. */
  readonly hiText: string | null
  readonly isDefault: boolean
  /** True where a detachment was interrupted. */
  readonly pending: boolean
  readonly kind: 'table' | 'partitioned table' | 'foreign table'
  /** Bytes with indexes and TOAST: 0 for a part that no row was ever put into. */
  readonly bytes: number
  /** Bytes of the table's own rows: 0 for an empty part. */
  readonly heapBytes: number
  /** Rows by the statistics; null where not known. */
  readonly rows: number | null
}

type Row = Omit<Part, 'lo' | 'hi'>

/** Ranges first, the lowest first; MINVALUE before all, MAXVALUE and the default partition last. */
export const partsOf = async (
  reader: Reader,
  oid: string,
  kind: KeyKind,
): Promise<readonly Part[]> =>
  (await reader.read<Row>(partsQuery, [oid]))
    .map(row => ({
      ...row,
      lo: readBound(kind, row.loText),
      hi: readBound(kind, row.hiText),
    }))
    .toSorted((one, other) => weight(one) - weight(other) || compare(one.lo, other.lo))

const weight = ({ isDefault, lo, hi }: Pick<Part, 'isDefault' | 'lo' | 'hi'>): number =>
  isDefault ? 3 : hi === null ? 2 : lo === null ? 0 : 1

const compare = (one: bigint | null, other: bigint | null): number =>
  one === null || other === null || one === other ? 0 : one < other ? -1 : 1

const partsQuery = `select d.oid::text as oid, d.schema, d.name, d.quoted, d.owner, d.pending, d.kind,
  d.bound = 'DEFAULT' as "isDefault", ${boundText('d.bound', 1)} as "loText", ${boundText('d.bound', 2)} as "hiText",
  d.bytes, d."heapBytes", d.rows
from (select c.oid, n.nspname as schema, c.relname::text as name, format('%I.%I', n.nspname, c.relname) as quoted,
    pg_get_userbyid(c.relowner)::text as owner, i.inhdetachpending as pending,
    case c.relkind when 'p' then 'partitioned table' when 'f' then 'foreign table' else 'table' end as kind,
    pg_get_expr(c.relpartbound, c.oid) as bound,
    case when c.relkind = 'r' then pg_total_relation_size(c.oid) else 0 end::float8 as bytes,
    case when c.relkind = 'r' then pg_relation_size(c.oid) else 0 end::float8 as "heapBytes",
    case when c.reltuples >= 0 then c.reltuples end::float8 as rows
  from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
  where i.inhparent = $1::oid) d`
