/** Rows of the default partition that belong into ranges to be made: with such rows PostgreSQL refuses the range. */

import type { Part } from '#cluster/facts/partition/parts'
import { readBatchKey } from '#cluster/facts/table/batch-key'
import { withOwnCode } from '#cluster/facts/table/own-code'
import type { KeyColumn } from '#model/actions/cursor'
import { qualified } from '#model/actions/qualified'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface DefaultRows {
  readonly quoted: string
  /** Bytes of the rows: an attachment reads all of these rows, unless a constraint leaves out the range. */
  readonly heapBytes: number
  /** Quoted names of the columns that are not computed. */
  readonly columns: readonly string[]
  /** Columns of the primary key; empty without one. */
  readonly key: readonly KeyColumn[]
  /** True where row security holds for the owner, too. */
  readonly forced: boolean
  /** Rows in each range, at most `countedMost`; null where the login may not read the table, or reading would call code of the database. */
  readonly counts: readonly number[] | null
}

/** No more rows are counted in a range. */
export const countedMost = 100_000

interface Wanted {
  /** Quoted. */
  readonly column: string
  readonly type: string
  readonly ranges: readonly { readonly from: string; readonly to: string }[]
}

/** Null without a default partition. */
export const defaultRows = async (
  reader: Reader,
  parts: readonly Part[],
  wanted: Wanted,
): Promise<DefaultRows | null> => {
  const part = parts.find(({ isDefault }) => isDefault)
  if (!part) return null
  const [key, [about], counts] = await Promise.all([
    readBatchKey(reader, part.oid),
    reader.read<Pick<DefaultRows, 'columns' | 'forced'>>(aboutQuery, [part.oid]),
    part.heapBytes === 0 ? wanted.ranges.map(() => 0) : countIn(reader, part, wanted),
  ])
  return {
    quoted: part.quoted,
    heapBytes: part.heapBytes,
    columns: about?.columns ?? [],
    key: key?.key ?? [],
    forced: about?.forced ?? false,
    counts,
  }
}

/** A condition on the key column, for bounds as `writeBound` writes a bound. */
export const inRange = (
  { column, type }: Pick<Wanted, 'column' | 'type'>,
  { from, to }: Wanted['ranges'][number],
): string =>
  `${column} ${qualified('>=')} '${from}'::${type} AND ${column} ${qualified('<')} '${to}'::${type}`

const countIn = async (
  reader: Reader,
  { oid, quoted }: Pick<Part, 'oid' | 'quoted'>,
  wanted: Wanted,
): Promise<readonly number[] | null> => {
  if (wanted.ranges.length === 0) return []
  if ((await withOwnCode(reader, [oid])).size > 0) return null
  try {
    const counts = wanted.ranges.map(
      range =>
        `(select count(*) from (select from ${quoted} where ${inRange(wanted, range)} limit ${countedMost}) r)::int`,
    )
    const [row] = await reader.read<{ counts: readonly number[] }>(
      `select array[${counts.join(', ')}] as counts`,
    )
    return row?.counts ?? null
  } catch (error) {
    // Without the right to read, or within the time of a look, nobody knows.
    if (error instanceof Failure && ['sql.42501', 'sql.57014'].includes(error.code)) return null
    throw error
  }
}

const aboutQuery = `select c.relforcerowsecurity as forced,
  array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
    and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
from pg_class c where c.oid = $1::oid`
