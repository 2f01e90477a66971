/** Rows of a table of a clone, as the observing login may read: the last ones by the primary key, a few columns, each value cut. */
import { shapeNamed, shapesIn, type TableShape } from '#cluster/facts/clone/table-shapes'
import { withOwnCode } from '#cluster/facts/table/own-code'
import type { Reader, View } from '#model/view'
import { Failure } from '#src/errors'

export interface RowsWish {
  readonly clone: string
  /** As a person types names of tables. */
  readonly table: string
  /** Unquoted; the first ones of the table when left out. */
  readonly columns: readonly string[] | undefined
  readonly most: number
  /** Names of columns that are never read, in lower case. */
  readonly hide: readonly string[]
}

export interface ShownRows {
  /** Unquoted, in the order of the values. */
  readonly columns: readonly string[]
  /** Null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** Unquoted columns of the primary key; empty where the order is that of the table's pages. */
  readonly key: readonly string[]
}

export interface ClonedRows {
  readonly cluster: string
  readonly clone: string
  /** Names of the clones of the cluster. */
  readonly clones: readonly string[]
  /** The login that reads. */
  readonly login: string
  /** Null where there is no such clone, or its server does not answer. */
  readonly tables: readonly TableShape[] | null
  /** Null unless a table was found. */
  readonly found: {
    readonly shape: TableShape
    readonly columns: readonly RowColumn[]
    /** Whether PostgreSQL would call code of the database for a reader: then nothing is read. */
    readonly callsCode: boolean
    /** Null where nothing may be read, where a column is not there, and where reading took too long. */
    readonly shown: ShownRows | null
  } | null
}

export interface RowColumn {
  readonly name: string
  readonly quoted: string
  readonly readable: boolean
  /** The place in the primary key; null outside. */
  readonly keyAt: number | null
}

/** As wide as an answer of a phone. */
export const mostColumns = 5

/** Characters of a value. */
export const mostCharacters = 48

export const rowsOfClone = async (view: View, wish: RowsWish): Promise<ClonedRows> => {
  const other = await view.clones.view(wish.clone, view.database)
  const about = {
    cluster: view.cluster.name,
    clone: wish.clone,
    clones: view.clones.names,
    login: view.cluster.logins.observe,
  }
  if (!other) return { ...about, tables: null, found: null }
  const tables = await shapesIn(other.primary)
  const shape = shapeNamed(tables, wish.table)
  if (!shape) return { ...about, tables, found: null }
  const columns = await other.primary.read<RowColumn>(columnsOf, [shape.quoted])
  const chosen = chosenOf(columns, wish)
  const callsCode = (await withOwnCode(other.primary, [shape.oid])).size > 0
  const shown =
    callsCode || shape.bytes === null || chosen.length === 0
      ? null
      : await readRows(other.primary, { shape, columns, chosen, most: wish.most })
  return { ...about, tables, found: { shape, columns, callsCode, shown } }
}

/** Empty where a wished column is not there, is hidden, or may not be read. */
const chosenOf = (
  columns: readonly RowColumn[],
  { columns: wished, hide }: Pick<RowsWish, 'columns' | 'hide'>,
): readonly RowColumn[] => {
  const open = columns.filter(one => one.readable && !isHidden(one.name, hide))
  if (wished === undefined) return open.slice(0, mostColumns)
  const found = wished.flatMap(name => open.find(one => one.name === name) ?? [])
  return found.length === wished.length ? found.slice(0, mostColumns) : []
}

export const isHidden = (name: string, hide: readonly string[]): boolean =>
  hide.includes(name.toLowerCase())

interface Reading {
  readonly shape: TableShape
  readonly columns: readonly RowColumn[]
  readonly chosen: readonly RowColumn[]
  readonly most: number
}

const readRows = async (reader: Reader, reading: Reading): Promise<ShownRows | null> => {
  const { shape, columns, chosen, most } = reading
  const key = columns
    .filter(({ keyAt, readable }) => keyAt !== null && readable)
    .toSorted((one, other) => (one.keyAt ?? 0) - (other.keyAt ?? 0))
  const order =
    key.length === 0 ? '' : ` order by ${key.map(({ quoted }) => `${quoted} desc`).join(', ')}`
  try {
    const rows = await reader.read<{ values: readonly (string | null)[] }>(
      `select array[${chosen.map(valueOf).join(', ')}]::text[] as values from ${shape.quoted}${order} limit $1`,
      [most],
    )
    return {
      columns: chosen.map(({ name }) => name),
      rows: rows.map(({ values }) => values),
      key: key.map(({ name }) => name),
    }
  } catch (error) {
    // Too long, or locked since.
    if (error instanceof Failure && /^sql\.(57014|55P03)$/.test(error.code)) return null
    throw error
  }
}

/** The output function of the type and no cast: a cast may be anybody's function, and so may a better match in another schema. */
const valueOf = ({ quoted }: RowColumn): string =>
  `case when pg_catalog.num_nulls(${quoted}) = 0 then pg_catalog.left(pg_catalog.format('%s', ${quoted}), ${mostCharacters + 1}) end`

const columnsOf = `select a.attname::text as name, quote_ident(a.attname) as quoted,
    has_column_privilege(c.oid, a.attnum, 'select') and has_schema_privilege(c.relnamespace, 'usage') as readable,
    array_position(pk.indkey::int2[], a.attnum) as "keyAt"
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index pk on pk.indrelid = c.oid and pk.indisprimary
  where c.oid = to_regclass($1) order by a.attnum`
