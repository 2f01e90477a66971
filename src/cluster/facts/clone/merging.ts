/** A copied table beside the table that the rows came from: all that a merge by hand needs, by the catalogue alone. */
import { findTables } from '#cluster/facts/table/tables'
import type { MadeCopy } from '#model/record/made-copy'
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
  /** Quoted. */
  readonly quotedOwner: string
  /** Other owners of partitions and of tables that inherit: a write calls triggers there too. */
  readonly strangers: readonly string[]
  /** Whether triggers or foreign keys hang on the table. */
  readonly triggers: boolean
  readonly columns: readonly MergedColumn[]
  /** Columns of the primary key, in order; empty without one that an INSERT can rely on. */
  readonly key: readonly MergedKey[]
}

export type CopiedTable = MergedTable & Pick<MadeCopy, 'source'>

export interface Merging {
  /** The copy; null where Howdah made none in that schema, or the copy is gone. */
  readonly copy: CopiedTable | null
  /** Every table of the name that belongs to the owner of the copy, except copies. */
  readonly into: readonly MergedTable[]
  /** Tables of the name that belong to other owners. */
  readonly others: readonly Pick<MergedTable, 'quoted' | 'owner'>[]
}

/**
 * A role that may create schemas can make a schema that looks like a copy, with code that acts as the person at the merge.
 * So `made`, the newest first, tells the copies, and the catalogue tells the owner.
 */
export const mergingOf = async (
  reader: Reader,
  made: readonly MadeCopy[],
  { schema, table }: { readonly schema: string; readonly table?: string | undefined },
): Promise<Merging> => {
  const nothing = { copy: null, into: [], others: [] }
  const one = made.find(({ schema: known }) => known === schema || known === inQuotes(schema))
  if (!one) return nothing
  const [found] = await reader.read<{ oid: string }>(copied, [one.schema, one.table, one.owner])
  if (!found) return nothing
  const copies = new Set(made.map(({ schema: known }) => known))
  const named = (await findTables(reader, table ?? one.source)).filter(
    ({ kind, quotedSchema }) => !copies.has(quotedSchema) && kind !== 'materialized view',
  )
  const own = named.filter(({ owner }) => owner === one.owner)
  const [copy, ...into] = await Promise.all(
    [found, ...own].map(async ({ oid }) => {
      const [read] = await reader.read<MergedTable>(shape, [oid])
      if (!read) throw new Error(`table ${oid} is gone`)
      return read
    }),
  )
  return {
    copy: copy ? { ...copy, source: one.source } : null,
    into,
    others: named.filter(({ owner }) => owner !== one.owner),
  }
}

const inQuotes = (name: string): string => `"${name.replaceAll('"', '""')}"`

const copied = `select c.oid::text as oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where quote_ident(n.nspname) = $1 and quote_ident(c.relname) = $2 and c.relkind = 'r'
    and pg_get_userbyid(c.relowner) = $3 and n.nspowner = c.relowner`

const strangers = `with recursive tree as (select c.oid union select i.inhrelid from tree join pg_inherits i on i.inhparent = tree.oid)
      select distinct pg_get_userbyid(part.relowner)::text from tree join pg_class part on part.oid = tree.oid
      where part.relowner <> c.relowner order by 1`

// A deferrable key serves no ON CONFLICT (manual, INSERT). 403 is btree, where equality is strategy 3 (manual 36.16.2).
const shape = `select format('%I.%I', n.nspname, c.relname) as quoted, quote_ident(c.relname) as "quotedName", pg_get_userbyid(c.relowner) as owner,
    quote_ident(pg_get_userbyid(c.relowner)) as "quotedOwner", array(${strangers}) as strangers,
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
