/** Finds the holder of the lock that a session of Howdah waits for, from outside, during the wait. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, DatabaseError } from 'pg'
import type { NodeLogin } from '#cluster/clients/postgres/no-connection'
import { Failure } from '#src/errors'
import { minute } from '#text/instant'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

interface Holder {
  readonly pid: number
  readonly login: string | null
  readonly application: string
  readonly kind: string | null
  /** ISO time; null outside a transaction, or where hidden from the login. */
  readonly since: string | null
  /** False for a session that only waits for the same lock, earlier in the queue. */
  readonly holds: boolean
}

/** A lock that was not granted. */
export interface LockWait {
  /** Quoted; null for a lock on no relation, such as the end of a transaction. */
  readonly table: string | null
  readonly holders: readonly Holder[]
  /** Names of prepared transactions, which hold locks without a session. */
  readonly prepared: readonly string[]
}

export interface LockWatch {
  /** Ends the look: the newest wait that was seen, null when none was seen, undefined when nobody could look. */
  end(): Promise<LockWait | null | undefined>
}

type Place = Pick<NodeLogin, 'cluster' | 'node'>

const everyMs = 20

/** `connected` is a separate session, ended with the look. */
export const watchLockWait = (connected: Promise<Client>, pid: number): LockWatch => {
  let seen: LockWait | null | undefined
  const over = new AbortController()
  const look = async (): Promise<void> => {
    const client = await connected
    try {
      do {
        const { rows } = await client.query<LockWait>(waits, [pid])
        const [now] = rows
        seen = now && (isNamed(now) || !seen) ? now : (seen ?? null)
        await sleep(everyMs)
      } while (!over.signal.aborted)
    } finally {
      await client.end()
    }
  }
  // Nobody to look is no reason to fail: the time-out is told without a name.
  const looking = look().catch(() => {})
  return {
    async end() {
      over.abort()
      await looking
      return seen
    },
  }
}

/** A wait that ends during the look has no holder any more. */
const isNamed = ({ holders, prepared }: LockWait): boolean =>
  holders.length > 0 || prepared.length > 0

export const isLockTimeout = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '55P03'

/** The Failure of a lock time-out. */
export const waitedInVain = (
  { cluster, node }: Place,
  seen: LockWait | null | undefined,
): Failure => {
  const way = `\`${writeCommand('lock tree', { cluster: cluster.name })}\` shows who holds what, and how to end it.`
  return new Failure('sql.55P03', lockWaitWords(node, seen), `Ask again when it has let go; ${way}`)
}

export const lockWaitWords = (node: string, seen: LockWait | null | undefined): string => {
  const lock = seen?.table ? `a lock on ${seen.table}` : 'a lock'
  const inTheWay = [
    ...(seen?.holders.map(one => holderWords(one, node)) ?? []),
    ...(seen?.prepared.map(
      gid =>
        `the prepared transaction “${gid}” holds it until somebody says COMMIT PREPARED or ROLLBACK PREPARED`,
    ) ?? []),
  ]
  if (inTheWay.length > 0)
    return `PostgreSQL gave up waiting for ${lock} on ${node}: ${listed(inTheWay)}.`
  return seen === undefined
    ? `PostgreSQL gave up waiting for ${lock} on ${node}. Who held it could not be looked at.`
    : `PostgreSQL gave up waiting for ${lock} on ${node}. Whoever held it was gone when Howdah looked.`
}

const holderWords = (
  { pid, login, application, kind, since, holds }: Holder,
  node: string,
): string => {
  const who = [login === null ? kind : `login ${login}`, application].filter(Boolean).join(', ')
  const long = since === null ? '' : `, its transaction open since ${minute(since)}`
  return `pid ${pid} on ${node} (${who || 'whose login is hidden'})${long}, ${holds ? 'holds it' : 'waits for it too, and longer'}`
}

const waits = `with wait as materialized (
  select l.relation, pg_blocking_pids(l.pid) as blockers,
    (select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = l.relation) as "table"
  from pg_locks l where l.pid = $1 and not l.granted limit 1)
select w."table",
  coalesce((select json_agg(h order by h.holds desc, h.since) from (
    select a.pid, a.usename as login, coalesce(a.application_name, '') as application, a.backend_type as kind,
      to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as since,
      w.relation is null or exists (select from pg_locks g where g.pid = a.pid and g.granted and g.relation = w.relation) as holds
    from pg_stat_activity a where a.pid = any (w.blockers) order by holds desc, a.xact_start limit 3) h), '[]') as holders,
  coalesce((select json_agg(p.gid) from pg_prepared_xacts p
    join pg_locks own on own.pid is null and own.locktype = 'transactionid' and own.transactionid = p.transaction
    where 0 = any (w.blockers) and exists (select from pg_locks g where g.pid is null and g.granted
      and g.virtualtransaction = own.virtualtransaction and g.relation = w.relation)), '[]') as prepared
from wait w`
