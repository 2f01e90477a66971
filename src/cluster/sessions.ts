/** Sessions of a node, and who waits for whom. A pid alone is not a session: it may be used again. */
import type { Reader } from '#cluster/view'

export interface Session {
  readonly pid: number
  /** As PostgreSQL prints it, to the microsecond: with the pid it names one session. */
  readonly backendStart: string
  /** Start of the running or last statement, to the microsecond. */
  readonly statementStart: string | null
  readonly user: string | null
  readonly application: string
  readonly client: string | null
  readonly database: string | null
  readonly state: string | null
  /** Seconds since its transaction began, null outside one. */
  readonly inTransaction: number | null
  /** Seconds since the running, or the last, statement began. */
  readonly inStatement: number | null
  /** Seconds since its state changed: how long it has been idle. */
  readonly inState: number | null
  readonly waitsFor: string | null
  /** First line of the statement it runs or ran last, at most 200 characters; null when hidden. */
  readonly query: string | null
  readonly kind: string
  readonly superuser: boolean
}

const columns = `a.pid, a.backend_start::text as "backendStart", a.query_start::text as "statementStart", a.usename as user, coalesce(a.application_name, '') as application,
  a.client_addr::text as client, a.datname as database, a.state,
  extract(epoch from clock_timestamp() - a.xact_start)::float8 as "inTransaction",
  extract(epoch from clock_timestamp() - a.query_start)::float8 as "inStatement",
  extract(epoch from clock_timestamp() - a.state_change)::float8 as "inState",
  case when a.wait_event_type is not null then a.wait_event_type || ': ' || a.wait_event end as "waitsFor",
  nullif(left(regexp_replace(a.query, '\\s+', ' ', 'g'), 200), '<insufficient privilege>') as query,
  a.backend_type as kind, coalesce(r.rolsuper, false) as superuser`

const from = 'from pg_stat_activity a left join pg_roles r on r.oid = a.usesysid'

export const findSession = async (reader: Reader, pid: number): Promise<Session | undefined> =>
  (await reader.read<Session>(`select ${columns} ${from} where a.pid = $1`, [pid]))[0]

/**
 * Sessions that a concurrent build has to wait for: older snapshots in this database, and lockers of
 * the table (facts: other databases do not matter; plain reads end by themselves).
 */
export const longTransactions = (
  reader: Reader,
  tableOid: string,
  seconds: number,
): Promise<readonly Session[]> =>
  reader.read<Session>(
    `select ${columns} ${from}
     where a.pid <> pg_backend_pid() and a.xact_start < clock_timestamp() - make_interval(secs => $2)
       and a.backend_type = 'client backend'
       and (a.datname = current_database() and a.backend_xmin is not null
         or exists (select from pg_locks l where l.pid = a.pid and l.granted and l.locktype = 'relation'
              and l.relation = $1::oid and l.database = (select oid from pg_database where datname = current_database())
              and l.mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')))
     order by a.xact_start limit 5`,
    [tableOid, seconds],
  )

/** Prepared transactions hold locks and snapshots with no session to end. */
export const preparedTransactions = async (reader: Reader): Promise<readonly string[]> => {
  const rows = await reader.read<{ gid: string }>(
    'select gid from pg_prepared_xacts where database = current_database() order by prepared limit 5',
  )
  return rows.map(({ gid }) => gid)
}

export interface Waiter extends Session {
  readonly blockedBy: readonly number[]
}

/** Everyone who waits for a lock and everyone they wait for. */
export const lockWaits = (reader: Reader): Promise<readonly Waiter[]> =>
  reader.read<Waiter>(
    `with waiting as materialized (
       select pid, pg_blocking_pids(pid) as blockers from pg_stat_activity where wait_event_type = 'Lock'
     )
     select ${columns}, coalesce(w.blockers, '{}') as "blockedBy"
     ${from} left join waiting w on w.pid = a.pid
     where cardinality(w.blockers) > 0 or a.pid in (select unnest(blockers) from waiting)
     order by a.xact_start nulls last limit 200`,
  )

/** "pid 4711 (billing, idle in transaction for 12 min)". */
export const sessionLabelOf = (session: Session): string => {
  const who = session.application || session.user || session.kind
  const seconds = session.inTransaction ?? session.inStatement ?? 0
  return `pid ${session.pid} (${who}, ${session.state ?? 'no state'} for ${spoken(seconds)})`
}

const spoken = (seconds: number): string => {
  if (seconds < 90) return `${Math.round(seconds)} s`
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
