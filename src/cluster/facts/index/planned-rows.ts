/** The planner's estimates about the rows that an index holds. */
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

export interface IndexedKeys {
  /** Quoted. */
  readonly table: string
  /** Columns and expressions as PostgreSQL prints them. */
  readonly keys: string
  readonly predicate: string | null
  /** Width by the types alone. */
  readonly width: number
  /** Whether the index keeps equal keys once. */
  readonly merges: boolean
}

/** Takes the table's statistics where this login may read the table, otherwise only the types. */
export const plannedRows = async (
  reader: Reader,
  { table, keys, predicate, width, merges }: IndexedKeys,
): Promise<IndexedRows> => {
  const from = `from ${table}${predicate === null ? '' : ` where ${predicate}`}`
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
    width: all?.['Plan Width'] ?? width,
    distinct: groups?.['Plan Rows'] ?? null,
  }
}

interface Estimate {
  readonly 'Plan Rows': number
  readonly 'Plan Width': number
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: Estimate }[]
}

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
