/** What the application really runs: pg_stat_statements, where it is there. */
import type { Reader, View } from '#cluster/view'

export interface Statement {
  readonly queryid: string
  readonly text: string
  readonly calls: number
  readonly totalMs: number
  readonly meanMs: number
  readonly rows: number
  readonly blocks: number
}

/** How far pg_stat_statements is there; its view gives figures only where both are. */
export interface StatementsSetup {
  /** Quoted, for the FROM clause; null when the extension is not in this database. */
  readonly view: string | null
  /** Of this node: without the library every read of the view is an error. */
  readonly loaded: boolean
}

/** (Where a file sets its parameters and nothing loads it, current_setting finds them and pg_settings does not.) */
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

const sums = `queryid::text as queryid, max(query) as text, sum(calls)::float8 as calls,
  sum(total_exec_time)::float8 as "totalMs", sum(total_exec_time)::float8 / nullif(sum(calls), 0) as "meanMs",
  sum(rows)::float8 as rows, sum(shared_blks_hit + shared_blks_read)::float8 as blocks`

const here =
  'dbid = (select oid from pg_database where datname = current_database()) and queryid is not null'

/** Statements whose text mentions `word`, heaviest first. Empty where nothing is counted. */
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

/**
 * The heaviest statements since the counters began, without what Howdah does: by its logins, and by their
 * words, because after SET ROLE they are counted as the owner's. Nobody needs an index for the build of one.
 */
export const heaviestStatements = async (
  { primary, cluster }: Pick<View, 'primary' | 'cluster'>,
  limit: number,
): Promise<readonly Statement[]> => {
  const view = await statementsView(primary)
  if (view === null) return []
  return primary.read<Statement>(
    `select ${sums} from ${view} where ${here}
       and userid not in (select oid from pg_roles where rolname in (current_user, $2))
       and query !~* '^\\s*(create\\s+(unique\\s+)?index|drop\\s+index|reindex)\\M'
     group by queryid order by sum(total_exec_time) desc limit $1`,
    [limit, cluster.actor],
  )
}

export interface Counter {
  readonly calls: number
  readonly totalMs: number
}

/** Calls and time of some statements, or of all, since their counters began; null where nothing is counted. */
export const countersOf = async (
  reader: Reader,
  queryids: readonly string[] | null,
): Promise<Readonly<Record<string, Counter>> | null> => {
  const view = await statementsView(reader)
  if (view === null) return null
  const rows = await reader.read<{ queryid: string } & Counter>(
    `select queryid::text as queryid, sum(calls)::float8 as calls, sum(total_exec_time)::float8 as "totalMs"
     from ${view} where ${here} and ($1::text[] is null or queryid::text = any($1)) group by queryid`,
    [queryids],
  )
  return Object.fromEntries(
    rows.map(({ queryid, calls, totalMs }) => [queryid, { calls, totalMs }]),
  )
}
