/** The tables of a clone beside those of its source: how many rows, how large, of which columns. No row is shown. */
import { withOwnCode } from '#cluster/facts/table/own-code'
import { ours } from '#cluster/facts/table/tables'
import type { Reader, View } from '#model/view'
import { Failure } from '#src/errors'

export interface TableShape {
  readonly oid: string
  /** Schema and name, quoted. */
  readonly quoted: string
  /** As the planner counts; null where the table was never analysed. */
  readonly rows: number | null
  /** Null where replay keeps every reader out of the table. */
  readonly bytes: number | null
  /** `id integer`, in order. */
  readonly columns: readonly string[]
  /** Whether the observing login may read the rows. */
  readonly readable: boolean
  /** Quoted columns of a time, the likeliest to tell an age first. */
  readonly times: readonly string[]
}

export interface TableCount {
  /** Null where counting took too long, is not allowed, or would call code of the database. */
  readonly rows: number | null
  /** Whether counting would call code of the database. */
  readonly callsCode: boolean
  /** By quoted column, the newest time in ISO; null for a table without rows. */
  readonly newest: Readonly<Record<string, string | null>>
}

export interface ClonedShapes {
  readonly cluster: string
  readonly clone: string
  /** Names of the clones of the cluster. */
  readonly clones: readonly string[]
  /** Null where there is no such clone, or its server does not answer. */
  readonly there: readonly TableShape[] | null
  readonly here: readonly TableShape[]
  /** The table that was asked for, where both or one have it. */
  readonly counted: { readonly there: TableCount | null; readonly here: TableCount | null } | null
}

export const shapesOfClone = async (
  view: View,
  clone: string,
  table: string | undefined,
): Promise<ClonedShapes> => {
  const other = await view.clones.view(clone, view.database)
  const [there, here] = await Promise.all([
    other && shapesIn(other.primary),
    shapesIn(view.primary),
  ])
  const [one, two] = [there && shapeNamed(there, table), shapeNamed(here, table)]
  return {
    cluster: view.cluster.name,
    clone,
    clones: view.clones.names,
    there,
    here,
    counted:
      table === undefined || (!one && !two)
        ? null
        : {
            there: one && other ? await countOf(other.primary, one) : null,
            here: two ? await countOf(view.primary, two) : null,
          },
  }
}

export const shapesIn = (reader: Reader): Promise<readonly TableShape[]> =>
  reader.read<TableShape>(shapes)

/** A table by its name with or without the schema `public`. */
export const shapeNamed = (
  shapes: readonly TableShape[],
  table: string | undefined,
): TableShape | undefined =>
  table === undefined
    ? undefined
    : (shapes.find(({ quoted }) => quoted === table) ??
      shapes.find(({ quoted }) => quoted === `public.${table}`) ??
      shapes.find(({ quoted }) => quoted.toLowerCase() === table.toLowerCase()))

const mostTimes = 3

const countOf = async (
  reader: Reader,
  { oid, quoted, readable, times, bytes }: TableShape,
): Promise<TableCount> => {
  const nothing = { rows: null, newest: {}, callsCode: false }
  if (!readable || bytes === null) return nothing
  if ((await withOwnCode(reader, [oid])).size > 0) return { ...nothing, callsCode: true }
  const named = times.slice(0, mostTimes)
  const newest = named.map(name => `to_json(max(${name})) #>> '{}'`).join(', ')
  try {
    const [row] = await reader.read<{ rows: number; newest: readonly (string | null)[] }>(
      `select count(*)::float8 as rows, array[${newest}]::text[] as newest from ${quoted}`,
    )
    return {
      ...nothing,
      rows: row?.rows ?? null,
      newest: Object.fromEntries(named.map((name, at) => [name, row?.newest[at] ?? null])),
    }
  } catch (error) {
    // Too long, or locked since.
    if (error instanceof Failure && /^sql\.(57014|55P03)$/.test(error.code)) return nothing
    throw error
  }
}

/** Sizes wait for a lock that replay keeps. */
const shapes = `with locked as (select l.relation from pg_locks l where l.mode = 'AccessExclusiveLock' and l.granted
    and l.database = (select oid from pg_database where datname = current_database()))
  select c.oid::text as oid, format('%I.%I', n.nspname, c.relname) as quoted,
    case when c.reltuples >= 0 then c.reltuples::float8 end as rows,
    case when c.oid in (select relation from locked) then null else pg_table_size(c.oid)::float8 end as bytes,
    has_table_privilege(c.oid, 'select') and has_schema_privilege(n.oid, 'usage') as readable,
    array(select format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
    array(select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
      order by a.attname !~ '(creat|insert|updat|modif|_at$|time)', a.attnum) as times
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and ${ours}
  order by 1 limit 5000`
