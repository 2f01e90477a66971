/** The statements that the application really runs, from pg_stat_statements where available. */
import { statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import {
  boundedText,
  counts,
  here,
  othersThan,
  readable,
  seesStatements,
  topmost,
  withoutTexts,
} from '#cluster/facts/query/view'
import type { Spent } from '#model/traffic'
import type { Reader, View } from '#model/view'
import { Failure } from '#src/errors'

export interface Statement {
  readonly queryid: string
  readonly text: string
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly rows: number
  readonly blocks: number
}

const sums = `${counts}, ${boundedText} as text, sum(total_exec_time)::float8 / nullif(sum(calls), 0) as "meanMs",
  sum(rows)::float8 as rows, sum(shared_blks_hit + shared_blks_read)::float8 as blocks`

/** Statements, or why none can be read, as the beginning of a sentence. */
export type StatementsRead =
  | { readonly read: true; readonly statements: readonly Statement[] }
  | { readonly read: false; readonly because: string }

/** Reads the statements with `word` in the text, heaviest first. Trouble is a value: figures are never worth failing for. */
export const statementsAbout = async (
  { primary, database }: Pick<View, 'primary' | 'database'>,
  word: string,
): Promise<StatementsRead> => {
  try {
    const setup = await statementsSetup(primary)
    const because = uncountedBecause(setup, database)
    if (because !== null) return { read: false, because }
    if (!(await seesStatements(primary)))
      return { read: false, because: 'The observing login does not see what others run' }
    const rows = await primary.read<Statement & { readonly text: string | null }>(
      `select ${sums} from ${setup.view} where ${here} and (query is null or position(lower($1) in lower(query)) > 0)
       group by queryid order by max(query) is null, sum(total_exec_time) desc limit 200`,
      [word],
    )
    const statements = rows.filter(({ text }) => text !== null)
    return statements.length === 0 && rows.length > 0
      ? { read: false, because: lostTexts }
      : { read: true, statements }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const because = unreadableTexts(error) ?? `Statements could not be read (${error.message})`
    return { read: false, because }
  }
}

export const wayOfTexts =
  '`select pg_stat_statements_reset();` empties the file, and throws all figures away.'

const lostTexts =
  'The texts of statements are lost (PostgreSQL’s file of texts is damaged or cannot be read)'

/**
 * The texts of all databases lie in one file, and a read of the view converts each of them to the encoding of
 * this database: a single one that does not fit fails the whole read.
 */
const unreadableTexts = ({ code }: Failure): string | null =>
  /^sql\.(22|58|XX)/.test(code)
    ? `The texts of statements cannot be read: one is in the encoding of another database, or PostgreSQL’s file of texts is damaged (SQLSTATE ${code.slice(4)})`
    : null

/** After SET ROLE Howdah is counted as the owner: only the words tell Howdah's builds apart. A reset counts as the first call. */
const builds =
  '^\\s*(create\\s+(unique\\s+)?index|drop\\s+index|reindex)\\M|\\mpg_stat_statements_reset\\('

export interface HeavyStatement extends Omit<Statement, 'text'> {
  /** Null where the text cannot be had. */
  readonly text: string | null
  /** Share of the time of all statements in this database except Howdah's, 0 to 1. */
  readonly share: number
}

export interface HeavyStatements {
  readonly statements: readonly HeavyStatement[]
  /** Why texts are missing, as the beginning of a sentence; null where each text is known. */
  readonly textless: string | null
}

/** Reads the heaviest statements since the counters began, except Howdah's; by their ids where texts cannot be had. */
export const heaviestStatements = async (
  { primary, cluster }: Pick<View, 'primary' | 'cluster'>,
  limit: number,
): Promise<HeavyStatements> => {
  const setup = await readable(primary)
  if (setup === null) return { statements: [], textless: null }
  return withTexts(setup.view, view =>
    primary.read<HeavyStatement>(
      `select ${sums}, coalesce(sum(total_exec_time) / nullif(sum(sum(total_exec_time)) over (), 0), 0)::float8 as share
       from ${view} where ${here} and ${topmost(setup)} and ${othersThan('$2')} and (query is null or query !~* $3)
       group by queryid order by sum(total_exec_time) desc limit $1`,
      [limit, Object.values(cluster.logins), builds],
    ),
  )
}

/** The same by figures of a shorter time, as in `spent`. */
export const heaviestOf = async (
  { primary, cluster }: Pick<View, 'primary' | 'cluster'>,
  spent: Spent['statements'],
  limit: number,
): Promise<HeavyStatements> => {
  const setup = await readable(primary)
  if (setup === null) return { statements: [], textless: null }
  const each = Object.values(spent)
  return withTexts(setup.view, view =>
    primary.read<HeavyStatement>(
      `select queryid, text, calls, "totalMs", "totalMs" / calls as "meanMs", rows, 0::float8 as blocks,
         coalesce("totalMs" / nullif(sum("totalMs") over (), 0), 0)::float8 as share
       from (select queryid::text as queryid, ${boundedText} as text from ${view}
         where ${here} and ${topmost(setup)} and ${othersThan('$2')} and (query is null or query !~* $3)
         group by queryid) known
       join unnest($4::text[], $5::float8[], $6::float8[], $7::float8[])
         as spent (queryid, calls, "totalMs", rows) using (queryid)
       order by "totalMs" desc limit $1`,
      [
        limit,
        Object.values(cluster.logins),
        builds,
        Object.keys(spent),
        each.map(({ calls }) => calls),
        each.map(({ totalMs }) => totalMs),
        each.map(({ rows }) => rows),
      ],
    ),
  )
}

/** Statements by their ids where texts cannot be had. */
const withTexts = async (
  view: string,
  heaviest: (view: string) => Promise<readonly HeavyStatement[]>,
): Promise<HeavyStatements> => {
  try {
    const statements = await heaviest(view)
    return { statements, textless: statements.some(({ text }) => text === null) ? lostTexts : null }
  } catch (error) {
    const textless = error instanceof Failure ? unreadableTexts(error) : null
    if (textless === null) throw error
    return { statements: await heaviest(withoutTexts(view)), textless }
  }
}

/**
 * Reads texts by queryid: null for the build of an index, as no index helps there, and for a vanished
 * statement; empty where the text is lost.
 */
export const textsOf = async (
  reader: Reader,
  queryids: readonly string[],
): Promise<Readonly<Record<string, string | null>>> => {
  const setup = queryids.length > 0 ? await readable(reader) : null
  if (setup === null) return {}
  try {
    const rows = await reader.read<{ queryid: string; text: string }>(
      `select queryid::text as queryid, coalesce(${boundedText}, '') as text from ${setup.view}
       where ${here} and queryid::text = any($1) and (query is null or query !~* $2) group by queryid`,
      [queryids, builds],
    )
    const texts = new Map(rows.map(({ queryid, text }) => [queryid, text]))
    return Object.fromEntries(queryids.map(queryid => [queryid, texts.get(queryid) ?? null]))
  } catch (error) {
    const because = error instanceof Failure ? unreadableTexts(error) : null
    if (because === null) throw error
    throw new Failure('statements.no-texts', `${because}.`, wayOfTexts)
  }
}
