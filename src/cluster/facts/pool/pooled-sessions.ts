/**
 * The state of sessions that outlasts a transaction, as far as a second session can see. pg_listening_channels,
 * pg_cursors and pg_prepared_statements tell of the asking session alone, so that the last statement has to do.
 */
import type { Reader } from '#model/view'

export interface PooledSession {
  readonly pid: number
  readonly user: string
  /** Empty for none. */
  readonly application: string
  /** Between two statements of a transaction. */
  readonly inTransaction: boolean
  readonly keeps: readonly KeptBeyond[]
}

/** `lock`: an advisory lock, of the session, or of its open transaction. */
export type KeptBeyond = 'listen' | 'lock' | 'temporary table' | 'cursor' | 'prepared statement'

/** Sessions of `pids` with an activity that the login sees. Temporary tables are of the reader's database; `version` is the major. */
export const readPooledSessions = (
  reader: Reader,
  pids: readonly number[],
  version: number,
): Promise<readonly PooledSession[]> => reader.read<PooledSession>(sessionsText(version), [pids])

/** The query of a session may begin with a remark, and be of several statements. */
const lastRan = (statement: string): string => `a.query ~* '(^|;|\\*/)\\s*${statement}'`

/** Before 16 no function tells the session of a schema pg_temp_7: there every session of the owner of such a table counts. */
const isOwn = (version: number): string =>
  version >= 16
    ? `pg_stat_get_backend_pid(substring(n.nspname from '^pg_temp_([0-9]+)$')::int) = a.pid`
    : `n.nspname ~ '^pg_temp_[0-9]+$' and c.relowner = a.usesysid`

const sessionsText = (
  version: number,
): string => `select a.pid, a.usename as "user", a.application_name as application,
    a.state like 'idle in transaction%' as "inTransaction",
    array_remove(array[
      case when ${lastRan('listen\\s')} then 'listen' end,
      case when exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted) then 'lock' end,
      case when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relpersistence = 't' and ${isOwn(version)}) then 'temporary table' end,
      case when ${lastRan('declare\\s.*\\swith\\s+hold\\s')} then 'cursor' end,
      case when ${lastRan('(prepare\\s+(?!transaction\\y)|execute\\s)')} then 'prepared statement' end], null) as keeps
  from pg_stat_activity a
  where a.pid = any ($1::int[]) and a.state <> 'disabled'
  order by a.pid`
