/** Compares the rows of a clone's tables with the live server: counted where a table is small and may be read. */

import { isDamage } from '#cluster/drivers/examine/is-damage'
import type { DrillCheck } from '#cluster/facts/restore/evidence'
import { withOwnCode } from '#cluster/facts/table/own-code'
import { ours } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'
import { count, counted, fewOf } from '#text/figures'
import { asSentence } from '#text/sentence'

interface TableRows {
  readonly oid: string
  readonly name: string
  /** Of the planner; null where nobody has analyzed the table. */
  readonly estimate: number | null
  readonly readable: boolean
}

export const compareTables = async (
  database: string,
  clone: Reader,
  live: Reader,
  goOn: () => void,
): Promise<DrillCheck> => {
  const [there, here] = await Promise.all([readableTables(clone), readableTables(live)])
  const byName = new Map(there.map(table => [table.name, table]))
  const pairs = here.flatMap(one => {
    const table = byName.get(one.name)
    return table ? [{ one, table }] : []
  })
  const short: string[] = []
  const damaged: string[] = []
  let [exact, estimated] = [0, 0]
  for (const { one, table } of pairs) {
    goOn()
    const countable =
      one.readable &&
      table.readable &&
      Math.max(one.estimate ?? 0, table.estimate ?? 0) <= mostRows &&
      exact < mostExact
    const found = countable ? await rowsOf(one.name, clone, live) : null
    if (typeof found === 'string') {
      damaged.push(`${one.name}: ${found}`)
      continue
    }
    const rows = found
    if (rows) exact += 1
    else if (one.estimate !== null && table.estimate !== null) estimated += 1
    const [restored, present] = rows ?? [table.estimate, one.estimate]
    if (restored !== null && present !== null && isShort(restored, present))
      short.push(`${one.name} has ${count(restored)} rows of ${count(present)}`)
  }
  const absent = here.length - pairs.length
  const name = `tables of ${database}`
  if (here.length > 1 && pairs.length < here.length / 2)
    return {
      name,
      outcome: 'failed',
      words: `Of ${counted(here.length, 'table')} of ${database} only ${pairs.length} are in the clone.`,
    }
  if (damaged.length > 0)
    return {
      name,
      outcome: 'failed',
      words: `${counted(damaged.length, 'table')} of ${database} cannot be read in the clone. ${asSentence(fewOf(damaged, 3, '; '))}`,
    }
  if (short.length > 0)
    return {
      name,
      outcome: 'failed',
      words: `Less than half of the rows are in the clone: ${fewOf(short, 3, '; ')}.`,
    }
  const tables = { database, both: pairs.length, exact, estimated, absent }
  return { name, ...comparison(tables) }
}

interface Compared {
  readonly database: string
  /** Tables that the clone and the live server have. */
  readonly both: number
  readonly exact: number
  readonly estimated: number
  readonly absent: number
}

/** A table of which neither a count nor an estimate was to be had was not compared, and is no proof. */
export const comparison = ({
  database,
  both,
  exact,
  estimated,
  absent,
}: Compared): Pick<DrillCheck, 'outcome' | 'words'> => {
  const done = exact + estimated
  const unknown = both - done
  const told = [
    `${counted(done, 'table')} of ${database} compared with the live server, ${exact} by counting and ${estimated} by estimates of the planner.`,
    ...(unknown === 0
      ? []
      : [
          `${counted(unknown, 'more is', 'more are')} in the clone, with neither a count nor an estimate: how many rows came back there is not known.`,
        ]),
    ...(absent === 0
      ? []
      : [`${counted(absent, 'table is', 'tables are')} not in the clone, as if made since.`]),
  ]
  return { outcome: done === 0 && both > 0 ? 'not done' : 'passed', words: told.join(' ') }
}

/** Fewer rows change too much in the time of a drill to tell anything. */
const fewest = 1_000

/** Rows change while a clone is made; half of all is no change of minutes. */
const isShort = (restored: number, present: number): boolean =>
  present >= fewest && restored < present / 2

/** Rows that are counted in a moment. */
const mostRows = 100_000
const mostExact = 50
const mostTables = 2_000

/** A table that cannot be counted without code of the database counts as unreadable. */
const readableTables = async (reader: Reader): Promise<readonly TableRows[]> => {
  const tables = await tablesOf(reader)
  const strange = await withOwnCode(
    reader,
    tables.map(({ oid }) => oid),
  )
  return tables.map(table => ({ ...table, readable: table.readable && !strange.has(table.oid) }))
}

/** Without the size of a table, for which PostgreSQL would wait for a lock. */
const tablesOf = (reader: Reader): Promise<readonly TableRows[]> =>
  reader.read<TableRows>(
    `select c.oid::text as oid, format('%I.%I', n.nspname, c.relname) as name,
       nullif(c.reltuples, -1)::float8 as estimate,
       coalesce(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'), false) as readable
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence = 'p' and ${ours}
     order by c.relpages desc limit ${mostTables}`,
  )

/** query_canceled, lock_not_available, undefined_table, insufficient_privilege. */
const uncounted = /^sql\.(57014|55P03|42P01|42501)$/

/**
 * Null where a table has more rows, is locked, or gone by now; PostgreSQL's words where the clone's is damaged. The name is
 * quoted by the catalogue.
 */
const rowsOf = async (
  name: string,
  clone: Reader,
  live: Reader,
): Promise<readonly [number, number] | string | null> => {
  const [there, here] = await Promise.allSettled([countIn(clone, name), countIn(live, name)])
  if (there.status === 'rejected' && isDamage(there.reason))
    return there.reason.message.replace(/\.$/, '')
  for (const one of [there, here])
    if (one.status === 'rejected' && !isUncounted(one.reason)) throw one.reason
  const [restored, present] = [there, here].map(one =>
    one.status === 'fulfilled' ? one.value : undefined,
  )
  return restored === undefined || present === undefined || Math.max(restored, present) > mostRows
    ? null
    : [restored, present]
}

const isUncounted = (error: unknown): boolean =>
  error instanceof Failure && uncounted.test(error.code)

const countIn = async (reader: Reader, name: string): Promise<number | undefined> =>
  (
    await reader.read<{ rows: number }>(
      `select count(*)::float8 as rows from (select from ${name} limit ${mostRows + 1}) first_rows`,
    )
  )[0]?.rows
