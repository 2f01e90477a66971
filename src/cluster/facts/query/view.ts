/** The SQL that every read of pg_stat_statements shares. */
import { type StatementsSetup, statementsSetup, uncountedBecause } from '#cluster/facts/query/setup'
import { seesSessions } from '#cluster/facts/session/sees-sessions'
import type { Reader } from '#model/view'

/** The setup of a node whose figures can be read; null otherwise. */
export const readable = async (
  reader: Reader,
): Promise<(StatementsSetup & { readonly view: string }) | null> => {
  const setup = await statementsSetup(reader)
  const { view } = setup
  return view === null || uncountedBecause(setup, '') !== null ? null : { ...setup, view }
}

/** Without pg_monitor the statements of other logins have neither a text nor an id. */
export const seesStatements = async (reader: Reader): Promise<boolean> =>
  (await reader.read<{ sees: boolean }>(`select ${seesSessions} as sees`))[0]?.sees ?? false

/**
 * An application may run a statement of any length, and PostgreSQL keeps the text whole. Longer than people are shown: such a
 * text is told by the kind of the statement alone.
 */
export const boundedText = 'left(max(query), 60000)'

export const counts = `queryid::text as queryid, sum(calls)::float8 as calls, sum(total_exec_time)::float8 as "totalMs"`

export const here =
  'dbid = (select oid from pg_database where datname = current_database()) and queryid is not null'

/** Leaves out Howdah's logins; `logins` is the parameter of their names. */
export const othersThan = (logins: string) =>
  `userid not in (select oid from pg_roles where rolname = current_user or rolname = any(${logins}))`

/**
 * A statement inside a function is counted in the caller too. After pg_upgrade a database may still have the
 * extension of 13, which cannot tell the two apart.
 */
export const topmost = ({ columns }: StatementsSetup): string =>
  columns.includes('toplevel') ? 'toplevel' : 'true'

/**
 * The function of the view's name reads no texts. The texts lie in a file, and each read with texts reads the
 * whole file (5,000 statements of 20 kB: 306 ms against 8 ms).
 */
export const withoutTexts = (view: string): string => `${view}(false)`

/** PostgreSQL 18 tells statements apart by the names of tables; 17 and before by the tables. */
export const countsByName = 18
