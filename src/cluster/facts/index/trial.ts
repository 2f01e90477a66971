/** Builds an index on an empty temporary copy of the table, to learn PostgreSQL's objection or else the size. */

import {
  asTyped,
  type Forbidden,
  judgeExpressions,
  type Unrun,
} from '#cluster/facts/index/expressions'
import { type Index, keepsOut, signatureOfIndex } from '#cluster/facts/index/indexes'
import { judgedBy, type Partitions } from '#cluster/facts/index/partitions'
import {
  fillOf,
  type IndexedColumn,
  mergesKeys,
  plannedRows,
  uncountedBecause,
  unplannedRows,
} from '#cluster/facts/index/planned-rows'
import type { RequestedIndex, TableFacts } from '#cluster/facts/index/requested'
import {
  inPlace,
  keptFromTrying,
  limited,
  notAboutTheWish,
  type Reached,
  tooManyRights,
  type Untried,
  unread,
} from '#cluster/facts/index/untried'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { withOwnCode } from '#cluster/facts/table/own-code'
import type { Table } from '#cluster/facts/table/tables'
import { createIndexOnTrial, createIndexStatement } from '#cluster/sql/index-definition'
import { expressionsIn, mayHoldPattern } from '#cluster/sql/index-expressions'
import type { Objection, Reader, View } from '#model/view'

export interface Tried {
  readonly kind: 'tried'
  /** An existing index that is the same. */
  readonly same: Index | null
  /** The planner's estimates: rows, and bytes that the index holds of each row. */
  readonly rows: number
  readonly width: number
  /** Why the size cannot be told, in sentences: rows and width are a guess then. Null where it can. */
  readonly uncounted: string | null
  /** Different keys; null where that is not known, or the index keeps every key. */
  readonly distinct: number | null
  /** Share of a page that `with=` fills; null for the method's own. */
  readonly fill: number | null
  /** Tablespace of the index; null for the database's default. */
  readonly tablespace: string | null
  /** Free space on the tablespace's disk; null when the disk cannot be seen from here. */
  readonly freeBytes: number | null
  /** The same on replicas whose disk can be seen from here: each keeps the index as well. */
  readonly replicasFree: readonly { readonly node: string; readonly freeBytes: number }[]
  /** Null when no WAL is written. */
  readonly wal: WalAbout | null
  /** The partitions, with the indexes that are the same; null for a table that is not partitioned. */
  readonly partitions: Partitions | null
  /** Functions of the database that the index calls, and that have not run. */
  readonly unrun: readonly Unrun[]
  /** Whether the catalogue alone has every name of the definition, so that no name of the database need be found. */
  readonly catalogue: boolean
}

export type Trial = Tried | Untried | Objection | Forbidden

/**
 * Runs as the observing login, because nothing is approved yet, and computes nothing but calls that cannot cost or act.
 * Null without a trial, when the plan is refused for other reasons anyway.
 */
export const tryIndex = async (
  view: View,
  wish: RequestedIndex,
  { table, indexes, partitions }: TableFacts,
): Promise<Trial | null> => {
  if (table.persistence === 'temporary') return null
  const statement = createIndexStatement(wish, { index: 'i', table: table.quoted })
  const made = await onTrial(view, table, statement)
  if (made === null || made.kind !== 'built') return made
  const primary = view.nodes.find(({ role }) => role === 'primary')
  // The planner calls functions over statistics: only PostgreSQL's own are called for a question.
  const asked = made.unrun.length === 0 && (await withOwnCode(view.primary, [table.oid])).size === 0
  const [{ rows, width, distinct }, freeBytes, replicasFree, wal] = await Promise.all([
    asked
      ? plannedRows(view.primary, { ...made, table })
      : unplannedRows(view.primary, { ...made, table }),
    primary?.freeDisk(made.tablespace),
    table.persistence === 'permanent' ? freeOnReplicas(view, made.tablespace) : [],
    lookAtWal(view, { tablespace: made.tablespace, logged: table.persistence === 'permanent' }),
  ])
  return {
    kind: 'tried',
    same: sameAs(made, indexes) ?? null,
    rows: (made.predicate === null ? null : rows) ?? table.rows ?? made.like.rows,
    width,
    uncounted: await uncountedBecause(view.primary, table, { ...made, asked, rows }),
    distinct,
    fill: made.fill,
    tablespace: made.tablespace,
    freeBytes: freeBytes ?? null,
    replicasFree,
    wal,
    partitions: partitions === null ? null : judgedBy(partitions, made),
    unrun: made.unrun,
    catalogue: made.catalogue,
  }
}

const freeOnReplicas = async (
  { nodes }: View,
  tablespace: string | null,
): Promise<Tried['replicasFree']> => {
  const replicas = nodes.filter(({ role }) => role === 'replica')
  const free = await Promise.all(
    replicas.map(async replica => ({
      node: replica.name,
      freeBytes: await replica.freeDisk(tablespace),
    })),
  )
  return free.flatMap(({ node, freeBytes }) => (freeBytes === null ? [] : [{ node, freeBytes }]))
}

/** True when `statement` would build exactly `index` today; null when a trial is not possible. */
export const isMadeBy = async (
  view: View,
  index: Pick<Index, 'signature' | 'unique' | 'nullsNotDistinct'>,
  table: Pick<Table, 'oid' | 'owner' | 'quoted'>,
  statement: string,
): Promise<boolean | null> => {
  const made = await onTrial(view, table, statement)
  return made?.kind === 'built'
    ? made.signature === index.signature &&
        made.unique === index.unique &&
        made.nullsNotDistinct === index.nullsNotDistinct
    : null
}

/** PostgreSQL's objection to `statement` today, or else which of `indexes` is the same; null without a trial. */
export const tryAgain = async (
  view: View,
  table: Pick<Table, 'oid' | 'owner' | 'quoted'>,
  indexes: readonly Index[],
  statement: string,
): Promise<{ readonly objection: Objection | null; readonly same: Index | null }> => {
  const made = await onTrial(view, table, statement)
  return {
    objection: made?.kind === 'objection' ? made : null,
    same: made?.kind === 'built' ? (sameAs(made, indexes) ?? null) : null,
  }
}

const sameAs = (
  made: Pick<Built, 'signature' | 'unique' | 'nullsNotDistinct'>,
  indexes: readonly Index[],
): Index | undefined => indexes.find(one => one.signature === made.signature && keepsOut(one, made))

/** Tries `statement`, written by `createIndexStatement` or the catalogue; null when the table is gone. */
const onTrial = async (
  view: View,
  table: Pick<Table, 'oid' | 'owner' | 'quoted'>,
  statement: string,
): Promise<Made | Untried | Objection | Forbidden | null> => {
  const [like] = await view.primary.read<Like>(likeTable, [table.oid, table.owner])
  if (!like) return null
  if (like.owns) return tooManyRights
  const index = createIndexOnTrial(statement, table.quoted, like.trial)
  const expressions = expressionsIn(index)
  if (!expressions) return unread
  for (const { part, text } of expressions)
    if (mayHoldPattern(`select (${text})`))
      return { kind: 'forbidden', part, what: '', why: 'a pattern' }
  const kept = await keptFromTrying(view)
  if (kept) return kept
  let reached: Reached = 'table'
  const onTable = <Found>(then: (read: Reader['read']) => Promise<Found>) =>
    view
      .tryOut(async read => {
        await read(like.statement)
        reached = 'index'
        return then(read)
      })
      .catch(limited)
  const built = async (read: Reader['read']) => {
    const [found] = await read<Built>(asBuilt, [like.trial])
    if (!found) throw new Error(`the trial of ${table.quoted} left no index`)
    return found
  }
  const build = async (read: Reader['read'], text: string) => {
    await asTyped(read, text)
    return built(read)
  }
  // An operator class or a type may still be the database's: then PostgreSQL does not find the name.
  const builtByCatalogue = async (read: Reader['read']): Promise<Built | undefined> => {
    await read('savepoint naming')
    try {
      await read(index)
    } catch {
      return void (await read('rollback to savepoint naming'))
    }
    return built(read)
  }
  const judgedAndBuilt = async (read: Reader['read']): Promise<Made | Untried | Forbidden> => {
    const judged = await judgeExpressions(read, like.trial, expressions)
    if (judged.kind === 'forbidden') return judged
    if (judged.inlined.length > 0) return inPlace(judged.inlined)
    const named = judged.catalogue ? await builtByCatalogue(read) : undefined
    const made = named ?? (await build(read, index))
    return { ...made, like, unrun: judged.unrun, catalogue: named !== undefined }
  }
  const first = await onTable(judgedAndBuilt)
  const made =
    first.kind === 'objection' && forTheIndexToSay.test(first.message)
      ? await onTable(read => build(read, index))
      : first
  if (made.kind === 'built') return { like, unrun: [], catalogue: false, ...made }
  if (made.kind !== 'objection') return made
  // An index on a constant has no part of the wish.
  const anyIndex = () => onTable(read => build(read, `create index on ${like.trial} ((1))`))
  return (await notAboutTheWish(view, made, { reached, anyIndex })) ?? made
}

/** Aggregates and the like stand in no index either, and PostgreSQL says so before it plans. */
const forTheIndexToSay = / are not allowed in WHERE$/

interface Like {
  /** True when this login has the owner's rights without SET ROLE, as a superuser does. */
  readonly owns: boolean
  readonly statement: string
  /** Rows that fit in the table's pages, each as wide as the types: the planner's way without statistics. */
  readonly rows: number
  /** The temporary table, quoted. */
  readonly trial: string
}

interface Built extends Pick<Index, 'signature' | 'unique' | 'nullsNotDistinct'> {
  readonly kind: 'built'
  /** Columns and expressions as printed by PostgreSQL, without operator classes and orders. */
  readonly keys: string
  /** As printed by PostgreSQL. */
  readonly predicate: string | null
  readonly merges: boolean
  readonly fill: number | null
  readonly columns: readonly IndexedColumn[]
  readonly tablespace: string | null
}

/** An index as built on the temporary table. */
interface Made extends Built, Pick<Tried, 'unrun' | 'catalogue'> {
  readonly like: Like
}

// LIKE would need the right to read the table. The copy has the table's name, so that `users.email` is known. Header
// and line pointer of a row are 28 bytes.
const likeTable = `select pg_has_role($2, 'usage') as owns, format('pg_temp.%I', c.relname) as trial,
  pg_relation_size(c.oid) / (28.0 + sum(case when a.attlen > 0 then a.attlen else 32 end))::float8 as rows,
  format('create temporary table %I (%s) on commit drop', c.relname, string_agg(format('%I %s%s%s', a.attname,
    format_type(a.atttypid, a.atttypmod),
    case when a.attcollation <> t.typcollation then format(' collate %I.%I', n.nspname, l.collname) end,
    case when a.attgenerated = 'v' then format(' generated always as (%s) virtual', pg_get_expr(d.adbin, d.adrelid)) end),
    ', ' order by a.attnum)) as statement
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid left join pg_collation l on l.oid = a.attcollation
  left join pg_namespace n on n.oid = l.collnamespace
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.oid = $1::oid group by c.oid, c.relname`

// A temporary index goes elsewhere; the real index goes where the database puts indexes.
const asBuilt = `select 'built' as kind,
  pg_get_expr(i.indpred, i.indrelid) as predicate, ${mergesKeys} as merges, ${fillOf} as fill, ${signatureOfIndex} as signature, i.indisunique as unique, i.indnullsnotdistinct as "nullsNotDistinct",
  (select string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' order by k) from generate_series(1, i.indnatts) k) as keys,
  nullif(current_setting('default_tablespace'), '') as tablespace,
  (select json_agg(json_build_object('name', c.attname, 'bytes', case when a.attlen > 0 then a.attlen end) order by a.attnum) from pg_attribute a
     left join pg_attribute c on c.attrelid = i.indrelid and c.attnum = i.indkey[a.attnum - 1]
   where a.attrelid = i.indexrelid) as columns
from pg_index i where i.indrelid = $1::regclass`
