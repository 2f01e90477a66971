/** The statements that the application really runs, from pg_stat_statements where available. */
import { seesSessions } from '#cluster/facts/session/sessions'
import type { Reader, View } from '#model/view'

export interface Statement {
  readonly queryid: string
  readonly text: string
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly rows: number
  readonly blocks: number
}

/** The state of pg_stat_statements: the view gives figures only with both the extension and the library. */
export interface StatementsSetup {
  /** Quoted, for the FROM clause; null when the extension is not in this database. */
  readonly view: string | null
  /** True when this node has loaded the library; otherwise every read of the view fails. */
  readonly loaded: boolean
}

/** Asks pg_settings: current_setting also finds parameters that a file sets for a library that is not loaded. */
export const statementsSetup = async (reader: Reader): Promise<StatementsSetup> => {
  const [setup] = await reader.read<StatementsSetup>(
    `select (select format('%I.pg_stat_statements', n.nspname) from pg_extension e
        join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_stat_statements') as view,
      exists (select from pg_settings where name = 'pg_stat_statements.max') as loaded`,
  )
  return setup ?? { view: null, loaded: false }
}

const statementsView = async (reader: Reader): Promise<string | null> => {
  const { view, loaded } = await statementsSetup(reader)
  return loaded ? view : null
}

/** Without pg_monitor the statements of other logins have neither a text nor an id. */
export const seesStatements = async (reader: Reader): Promise<boolean> =>
  (await reader.read<{ sees: boolean }>(`select ${seesSessions} as sees`))[0]?.sees ?? false

const counts = `queryid::text as queryid, sum(calls)::float8 as calls, sum(total_exec_time)::float8 as "totalMs"`

const sums = `${counts}, max(query) as text, sum(total_exec_time)::float8 / nullif(sum(calls), 0) as "meanMs",
  sum(rows)::float8 as rows, sum(shared_blks_hit + shared_blks_read)::float8 as blocks`

const here =
  'dbid = (select oid from pg_database where datname = current_database()) and queryid is not null'

/** Reads the statements with `word` in the text, heaviest first; empty without pg_stat_statements. */
export const statementsAbout = async (
  reader: Reader,
  word: string,
): Promise<readonly Statement[]> => {
  const view = await statementsView(reader)
  if (view === null) return []
  return reader.read<Statement>(
    `select ${sums} from ${view} where ${here} and position(lower($1) in lower(query)) > 0
     group by queryid order by sum(total_exec_time) desc limit 200`,
    [word],
  )
}

/** Leaves out Howdah's logins; `actor` is the parameter of the acting login. */
const othersThan = (actor: string) =>
  `userid not in (select oid from pg_roles where rolname in (current_user, ${actor}))`

/**
 * A statement inside a function is counted in the caller too. After pg_upgrade a database may still have the
 * extension of 13, which cannot tell the two apart.
 */
const topmost = async (reader: Reader, view: string): Promise<string> => {
  const [row] = await reader.read<{ told: boolean }>(
    `select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'toplevel') as told`,
    [view],
  )
  return row?.told ? 'toplevel' : 'true'
}

/** After SET ROLE Howdah is counted as the owner: only the words tell Howdah's builds apart. */
const builds = '^\\s*(create\\s+(unique\\s+)?index|drop\\s+index|reindex)\\M'

export interface HeavyStatement extends Statement {
  /** Share of the time of all statements in this database except Howdah's, 0 to 1. */
  readonly share: number
}

/** Reads the heaviest statements since the counters began, except Howdah's. */
export const heaviestStatements = async (
  { primary, cluster }: Pick<View, 'primary' | 'cluster'>,
  limit: number,
): Promise<readonly HeavyStatement[]> => {
  const view = await statementsView(primary)
  if (view === null) return []
  return primary.read<HeavyStatement>(
    `select ${sums}, coalesce(sum(total_exec_time) / nullif(sum(sum(total_exec_time)) over (), 0), 0)::float8 as share
     from ${view} where ${here} and ${await topmost(primary, view)} and ${othersThan('$2')} and query !~* $3
     group by queryid order by sum(total_exec_time) desc limit $1`,
    [limit, cluster.actor, builds],
  )
}

/**
 * The function of the view's name reads no texts. The texts lie in a file, and each read with texts reads the
 * whole file (5,000 statements of 20 kB: 306 ms against 8 ms).
 */
const withoutTexts = (view: string): string => `${view}(false)`

export interface Spent extends Counter {
  readonly rows: number
}

/** Reads every statement except those of Howdah's logins since the counters began; empty without the extension. */
export const allSpent = async ({
  primary,
  cluster,
}: Pick<View, 'primary' | 'cluster'>): Promise<Readonly<Record<string, Spent>>> => {
  const view = await statementsView(primary)
  if (view === null) return {}
  const rows = await primary.read<{ queryid: string } & Spent>(
    `select ${counts}, sum(rows)::float8 as rows from ${withoutTexts(view)}
     where ${here} and ${await topmost(primary, view)} and ${othersThan('$1')} group by queryid`,
    [cluster.actor],
  )
  return Object.fromEntries(rows.map(({ queryid, ...spent }) => [queryid, spent]))
}

/** Reads texts by queryid; null for the build of an index, as no index helps there, and for a vanished statement. */
export const textsOf = async (
  reader: Reader,
  queryids: readonly string[],
): Promise<Readonly<Record<string, string | null>>> => {
  const view = queryids.length > 0 ? await statementsView(reader) : null
  if (view === null) return {}
  const rows = await reader.read<{ queryid: string; text: string }>(
    `select queryid::text as queryid, max(query) as text from ${view}
     where ${here} and queryid::text = any($1) and query !~* $2 group by queryid`,
    [queryids, builds],
  )
  const texts = new Map(rows.map(({ queryid, text }) => [queryid, text]))
  return Object.fromEntries(queryids.map(queryid => [queryid, texts.get(queryid) ?? null]))
}

export interface Counter {
  readonly calls: number
  readonly totalMs: number
}

/** Reads calls and time of some or all statements since the counters began; null without pg_stat_statements. */
export const countersOf = async (
  reader: Reader,
  queryids: readonly string[] | null,
): Promise<Readonly<Record<string, Counter>> | null> => {
  const view = await statementsView(reader)
  if (view === null) return null
  const rows = await reader.read<{ queryid: string } & Counter>(
    `select ${counts} from ${withoutTexts(view)} where ${here} and ($1::text[] is null or queryid::text = any($1)) group by queryid`,
    [queryids],
  )
  return Object.fromEntries(
    rows.map(({ queryid, calls, totalMs }) => [queryid, { calls, totalMs }]),
  )
}
