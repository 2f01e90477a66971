/** A copied table beside the table that the rows came from: all that a merge by hand needs, by the catalogue alone. */
import { findTables } from '#cluster/facts/table/tables'
import { copyMark } from '#model/actions/copy'
import type { Reader } from '#model/view'

export interface MergedColumn {
  /** Quoted. */
  readonly name: string
  /** Computed from other columns. */
  readonly generated: boolean
  /** `GENERATED ALWAYS AS IDENTITY`: takes no value of a plain INSERT or UPDATE. */
  readonly always: boolean
  /** False for a type without an equality: json, xml, point and the like. */
  readonly equal: boolean
}

export interface MergedKey {
  /** Quoted. */
  readonly name: string
  /** The equality of the index, with its schema: people run the SQL where others may have put a better fit into `public`. */
  readonly equals: string
}

export interface MergedTable {
  /** Schema and name, quoted. */
  readonly quoted: string
  /** Quoted, without the schema. */
  readonly quotedName: string
  readonly owner: string
  /** Whether triggers or foreign keys hang on the table. */
  readonly triggers: boolean
  readonly columns: readonly MergedColumn[]
  /** Columns of the primary key, in order; empty without one that an INSERT can rely on. */
  readonly key: readonly MergedKey[]
}

export interface Merging {
  /** The copy; null where the schema has no copy of Howdah. */
  readonly copy: MergedTable | null
  /** Every table of the name, except copies. */
  readonly into: readonly MergedTable[]
}

/** `table` is the name of the copy where none was typed. */
export const mergingOf = async (
  reader: Reader,
  { schema, table }: { readonly schema: string; readonly table?: string | undefined },
): Promise<Merging> => {
  const [found] = await reader.read<Copied>(copied, [schema, copyMark])
  if (!found) return { copy: null, into: [] }
  const named = await findTables(reader, table ?? found.name)
  const others = named.filter(
    one => !found.copies.includes(one.schema) && one.kind !== 'materialized view',
  )
  const [copy = null, ...into] = await Promise.all(
    [found, ...others].map(async ({ oid }) => {
      const [read] = await reader.read<MergedTable>(shape, [oid])
      if (!read) throw new Error(`table ${oid} is gone`)
      return read
    }),
  )
  return { copy, into }
}

interface Copied {
  readonly oid: string
  readonly name: string
  readonly copies: readonly string[]
}

/** The only table beside the mark of a copy, and every schema with such a mark. */
const copied = `select c.oid::text as oid, c.relname as name, array(select every.nspname::text from pg_class mark
    join pg_namespace every on every.oid = mark.relnamespace where mark.relname = $2) as copies
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relkind = 'r' and c.relname <> $2
    and exists (select from pg_class mark where mark.relnamespace = n.oid and mark.relname = $2)
  order by c.oid limit 1`

// A deferrable key serves no ON CONFLICT (manual, INSERT). 403 is btree, where equality is strategy 3 (manual 36.16.2).
const shape = `select format('%I.%I', n.nspname, c.relname) as quoted, quote_ident(c.relname) as "quotedName", pg_get_userbyid(c.relowner) as owner,
    c.relhastriggers as triggers,
    (select coalesce(json_agg(json_build_object('name', quote_ident(a.attname), 'generated', a.attgenerated <> '',
        'always', a.attidentity = 'a', 'equal', t.typname not in ('json', '_json', 'xml', '_xml', 'point', '_point',
          'polygon', '_polygon', 'box', '_box', 'lseg', '_lseg', 'line', '_line', 'path', '_path', 'circle', '_circle'))
        order by a.attnum), '[]')
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select coalesce(json_agg(json_build_object('name', quote_ident(a.attname),
          'equals', format('OPERATOR(%I.%s)', ns.nspname, op.oprname)) order by place), '[]')
      from pg_index i
        cross join generate_series(0, i.indnkeyatts - 1) place
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[place]
        join pg_opclass oc on oc.oid = i.indclass[place] and oc.opcmethod = 403
        join pg_amop am on am.amopfamily = oc.opcfamily and am.amopstrategy = 3
          and am.amoplefttype = oc.opcintype and am.amoprighttype = oc.opcintype
        join pg_operator op on op.oid = am.amopopr
        join pg_namespace ns on ns.oid = op.oprnamespace
      where i.indrelid = c.oid and i.indisprimary and i.indisvalid and i.indimmediate) as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::oid`
