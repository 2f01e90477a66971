/** The planner's estimates about the rows that an index holds. */
import type { Table } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface IndexedRows {
  /** Rows that fit the predicate; null where the planner was not asked. */
  readonly rows: number | null
  /** Bytes that the index holds of each row. */
  readonly width: number
  /** Different keys among the rows; null where the index keeps every key. */
  readonly distinct: number | null
}

export interface IndexedColumn {
  /** Null for an expression. */
  readonly name: string | null
  /** Null for a type without a fixed width. */
  readonly bytes: number | null
}

export interface IndexedKeys {
  readonly table: Pick<Table, 'schema' | 'name' | 'quoted'>
  /** Columns and expressions as PostgreSQL prints them. */
  readonly keys: string
  readonly predicate: string | null
  readonly columns: readonly IndexedColumn[]
  /** Whether the index keeps equal keys once. */
  readonly merges: boolean
}

/** Takes the table's statistics where this login may read the table, otherwise only the types. */
export const plannedRows = async (
  reader: Reader,
  { table, keys, predicate, columns, merges }: IndexedKeys,
): Promise<IndexedRows> => {
  const from = `from ${table.quoted}${predicate === null ? '' : ` where ${predicate}`}`
  const explain = async (query: string, codes: RegExp): Promise<Estimate | undefined> => {
    try {
      const [explained] = await reader.read<Explained>(`explain (format json) ${query}`)
      return explained?.['QUERY PLAN'][0]?.Plan
    } catch (error) {
      if (error instanceof Failure && codes.test(error.code)) return undefined
      throw error
    }
  }
  const [all, groups] = await Promise.all([
    explain(`select ${keys} ${from}`, /^sql\.42501$/),
    // Not every type can be grouped.
    merges ? explain(`select distinct ${keys} ${from}`, /^sql\.42(501|883)$/) : undefined,
  ])
  return {
    rows: all?.['Plan Rows'] ?? null,
    width: all?.['Plan Width'] ?? (await widthOf(reader, table, columns)),
    distinct: groups?.['Plan Rows'] ?? null,
  }
}

/** The same where the planner may not be asked. */
export const unplannedRows = async (
  reader: Reader,
  { table, columns }: Pick<IndexedKeys, 'table' | 'columns'>,
): Promise<IndexedRows> => ({
  rows: null,
  width: await widthOf(reader, table, columns),
  distinct: null,
})

/** Takes the statistics of columns that this login may read, otherwise the types. */
const widthOf = async (
  reader: Reader,
  { schema, name }: Pick<Table, 'schema' | 'name'>,
  columns: readonly IndexedColumn[],
): Promise<number> => {
  const known = await reader.read<{ name: string; width: number }>(widths, [
    schema,
    name,
    columns.map(column => column.name),
  ])
  const widthBy = new Map(known.map(one => [one.name, one.width]))
  return columns.reduce(
    (sum, column) => sum + (widthBy.get(column.name ?? '') ?? column.bytes ?? otherBytes),
    0,
  )
}

// With names in place of a join to the trial's index the view is read by indexes of the catalogue: 0.4 ms, not 50.
const widths = `select attname as name, avg_width as width from pg_stats
where schemaname = $1 and tablename = $2 and attname = any($3) and not inherited`

/** As the planner assumes for a type without a fixed width. */
const otherBytes = 32

interface Estimate {
  readonly 'Plan Rows': number
  readonly 'Plan Width': number
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: Estimate }[]
}

interface Counted extends Pick<IndexedRows, 'rows'>, Pick<IndexedKeys, 'predicate' | 'columns'> {
  /** False where planning could call functions of the database. */
  readonly asked: boolean
}

/** Why no size can be made of the rows, in sentences with a remedy; null where a size can be made. */
export const uncountedBecause = async (
  reader: Reader,
  { schema, quoted }: Pick<Table, 'schema' | 'quoted'>,
  { asked, rows, predicate, columns }: Counted,
): Promise<string | null> => {
  if (rows !== null) return null
  if (!asked)
    return predicate === null
      ? null
      : `PostgreSQL’s planner was not asked how many rows of ${quoted} fit, because planning could call a function of the database.`
  if (predicate === null && columns.every(({ bytes }) => bytes !== null)) return null
  const [row] = await reader.read<{ grants: string }>(grants, [schema, quoted])
  return `Howdah’s login may not read ${quoted}, and only who may read a table is told its statistics. \`${row?.grants ?? ''}\` helps; values themselves are not read.`
}

const grants = `select case when has_schema_privilege($1, 'usage') then ''
    else format('GRANT USAGE ON SCHEMA %I TO %I; ', $1::text, current_user) end
  || format('GRANT SELECT ON %s TO %I;', $2::text, current_user) as grants`

/**
 * SQL that tells whether index `i` keeps equal keys once: a B-tree of keys alone, of types whose equal values are the
 * same bytes (manual, B-Tree Deduplication).
 */
export const mergesKeys = `i.indnatts = i.indnkeyatts and not i.indisunique and not exists (
    select from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = i.indexrelid
      and (t.typcategory in ('A', 'C', 'R') or t.typname in ('numeric', 'float4', 'float8', 'jsonb')))
  and not exists (select from pg_options_to_table((select reloptions from pg_class where oid = i.indexrelid))
    where option_name = 'deduplicate_items' and option_value in ('off', 'false', 'no', '0'))
  and (select amname = 'btree' from pg_class c join pg_am m on m.oid = c.relam where c.oid = i.indexrelid)`

/** SQL for the share of a page that the build of index `i` fills; null for the method's own. */
export const fillOf = `(select option_value::float8 / 100 from pg_options_to_table(
    (select reloptions from pg_class where oid = i.indexrelid)) where option_name = 'fillfactor')`
