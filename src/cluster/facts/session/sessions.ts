/** Sessions of a node and their waits. A pid alone does not identify a session, because pids are reused. */
import { shownStatement } from '#cluster/sql/shown-statement'
import { withoutLiterals } from '#cluster/sql/without-literals'
import type { Reader } from '#model/view'
import { seconds } from '#text/figures'
import { micros } from '#text/instant'

export interface Session {
  readonly pid: number
  /** Start in microseconds since 1970: pid and start identify a session. */
  readonly backendStart: string
  /** Start of the running or last statement, in microseconds since 1970. */
  readonly statementStart: string | null
  /** Start of the transaction, in microseconds since 1970; null outside a transaction. */
  readonly transactionStart: string | null
  readonly user: string | null
  readonly application: string
  readonly client: string | null
  readonly database: string | null
  readonly state: string | null
  /** Seconds since the transaction began, null outside a transaction. */
  readonly inTransaction: number | null
  /** Seconds since the running, or the last, statement began. */
  readonly inStatement: number | null
  /** Seconds since the state changed: for an idle session the idle time. */
  readonly inState: number | null
  readonly waitsFor: string | null
  /** The running or last statement, on a single line without any value; null when hidden. */
  readonly query: string | null
  /** Null where hidden from the login. */
  readonly kind: string | null
  readonly superuser: boolean
}

export const sessionColumns = `a.pid, ${micros('a.backend_start')}::text as "backendStart", ${micros('a.query_start')}::text as "statementStart",
  ${micros('a.xact_start')}::text as "transactionStart", a.usename as user, coalesce(a.application_name, '') as application,
  a.client_addr::text as client, a.datname as database, a.state,
  extract(epoch from clock_timestamp() - a.xact_start)::float8 as "inTransaction",
  extract(epoch from clock_timestamp() - a.query_start)::float8 as "inStatement",
  extract(epoch from clock_timestamp() - a.state_change)::float8 as "inState",
  case when a.wait_event_type is not null then a.wait_event_type || ': ' || a.wait_event end as "waitsFor",
  nullif(a.query, '<insufficient privilege>') as query,
  a.backend_type as kind, coalesce(r.rolsuper, false) as superuser`

export const fromSessions = 'from pg_stat_activity a left join pg_roles r on r.oid = a.usesysid'

/** Reads rows of `sessionColumns` and more, without the values in statements: a value is a row's data. */
export const readSessions = async <Row extends Session>(
  reader: Reader,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> =>
  (await reader.read<Row>(text, values)).map(row => ({ ...row, query: shownOf(row) }))

const most = 200

const shownOf = ({ query, kind }: Pick<Session, 'query' | 'kind'>): string | null => {
  if (query === null) return null
  // What an autovacuum worker does is told by PostgreSQL, and is no statement.
  const shown = kind === 'autovacuum worker' ? withoutLiterals(query) : shownStatement(query)
  return shown.replaceAll(/\s+/g, ' ').slice(0, most)
}

/** Any client names a session as it likes: a name of Howdah's counts under a login of Howdah's alone. */
type Named = Pick<Session, 'application' | 'user'>

/** By duty; null for a duty without a login. */
export type LoginNames = Readonly<Record<string, string | null>>

const isUnder = ({ user }: Named, logins: LoginNames): boolean =>
  user !== null && Object.values(logins).includes(user)

/** Howdah's reads and trials: `howdah look`. Such a session ends within seconds, and no person may end it. */
export const ownReads = (session: Named, logins: LoginNames): boolean =>
  /^howdah (look|trial)$/.test(session.application) && isUnder(session, logins)

/** The run whose session it is; undefined for any other session. */
export const ownRun = (session: Named, logins: LoginNames): string | undefined =>
  isUnder(session, logins) ? /^howdah (r-[0-9a-z]+) /.exec(session.application)?.[1] : undefined

/**
 * An idle session runs no statement, so only terminating it frees the locks. Null for a session of no client
 * and for Howdah's own.
 */
export const wayToFree = (
  session: Named & Pick<Session, 'state' | 'kind'>,
  logins: LoginNames,
): 'cancel' | 'terminate' | null => {
  if (session.kind !== 'client backend' || ownReads(session, logins)) return null
  return session.state?.startsWith('idle') ? 'terminate' : 'cancel'
}

/** Whether PostgreSQL keeps nothing of what the session does: its transaction and statement are not known then. */
export const isUntracked = ({ state }: Pick<Session, 'state'>): boolean => state === 'disabled'

/** Writes "pid 4711 (billing, idle in transaction for 40 s, transaction open for 12 min)". */
export const sessionLabelOf = (session: Session): string => {
  const doing = session.state?.startsWith('idle') ? session.inState : session.inStatement
  const since = doing === null ? '' : ` for ${seconds(doing)}`
  if (session.kind === 'autovacuum worker') {
    const what = session.query?.replace(/^autovacuum: /, '') ?? 'what it does is hidden'
    return `autovacuum, pid ${session.pid} (${what}${since === '' ? '' : `,${since}`}; ${givesWay(what)})`
  }
  const who = session.application || session.user || session.kind
  if (isUntracked(session))
    return `pid ${session.pid} (${who}; what it does is not known, track_activities is off)`
  const open = session.inTransaction ?? 0
  const longer = open - (doing ?? 0) >= Math.max(5, doing ?? 0)
  const transaction = longer ? `, transaction open for ${seconds(open)}` : ''
  return `pid ${session.pid} (${who}, ${session.state ?? 'no state'}${since}${transaction})`
}

/** PostgreSQL cancels a blocking autovacuum, unless old transaction ids are about to run out (manual 24.1.6). */
const givesWay = (what: string): string =>
  what.includes('to prevent wraparound') ? 'it has to finish' : 'it gives way by itself'
