/** Waiters for locks on one node and their blockers: sessions, and prepared transactions without a session. */

import { seesSessions } from '#cluster/facts/session/sees-sessions'
import {
  fromSessions,
  readSessions,
  type Session,
  sessionColumns,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

export interface Waiter extends Session {
  /** True when the session itself waits for a lock. */
  readonly waits: boolean
  readonly blockedBy: readonly number[]
}

/** A prepared transaction keeps all locks until a person ends the transaction by name. */
export interface PreparedBlocker {
  readonly gid: string
  readonly owner: string
  readonly database: string
  /** Seconds since the transaction was prepared. */
  readonly seconds: number
  readonly holdsUp: readonly number[]
}

export interface LockWaits {
  /** False without pg_monitor: then no waiter can be seen. */
  readonly seen: boolean
  readonly sessions: readonly Waiter[]
  readonly prepared: readonly PreparedBlocker[]
}

/** Reads every session that waits for a lock, and every blocker. */
export const lockWaits = async (reader: Reader): Promise<LockWaits> => {
  const [sessions, [login]] = await Promise.all([
    readSessions<Waiter>(reader, waiting),
    reader.read<{ seen: boolean }>(`select ${seesSessions} as seen`),
  ])
  const alone = sessions.every(({ waits }) => !waits)
  return {
    seen: login?.seen ?? false,
    sessions,
    prepared: alone ? [] : await reader.read<PreparedBlocker>(preparing),
  }
}

const sameObject = (one: string, other: string): string => {
  const of = (lock: string): string =>
    `(${['locktype', 'database', 'relation', 'page', 'tuple', 'virtualxid', 'transactionid', 'classid', 'objid', 'objsubid'].map(column => `${lock}.${column}`).join(', ')})`
  return `${of(one)} is not distinct from ${of(other)}`
}

// A replica's startup process waits for ACCESS EXCLUSIVE, which conflicts with every lock; pg_blocking_pids knows no
// blocker of that process. For a snapshot the process waits for the oldest ones of the database, which is certain
// where sessions of a single database have any.
const replayBlockers = `case
  when a.wait_event_type = 'Lock' then array(select distinct h.pid from pg_locks w
    join pg_locks h on h.granted and h.pid <> w.pid and ${sameObject('h', 'w')} where w.pid = a.pid and not w.granted)
  when a.wait_event = 'RecoveryConflictSnapshot' then (
    select case when count(distinct s.datname) = 1 then array_agg(s.pid) filter (where s.place = 1) end from (
      select b.pid, b.datname, rank() over (order by age(b.backend_xmin) desc) as place from pg_stat_activity b
      where b.backend_xmin is not null and b.backend_type = 'client backend' and b.pid <> pg_backend_pid()) s) end`

// pg_blocking_pids says 0 for a prepared transaction (manual, session information functions).
const waiting = `with waiting as materialized (
    select a.pid, true as replays, coalesce(${replayBlockers}, '{}') as blockers
    from pg_stat_activity a where a.backend_type = 'startup'
      and (a.wait_event_type in ('Lock', 'BufferPin') or a.wait_event like 'RecoveryConflict%')
    union all
    select pid, false, pg_blocking_pids(pid) from pg_stat_activity
    where wait_event_type = 'Lock' and backend_type is distinct from 'startup'
  )
  select ${sessionColumns}, coalesce(w.replays or cardinality(w.blockers) > 0, false) as waits,
    array_remove(coalesce(w.blockers, '{}'), 0) as "blockedBy"
  ${fromSessions} left join waiting w on w.pid = a.pid
  where w.replays or cardinality(w.blockers) > 0 or a.pid in (select unnest(blockers) from waiting)
  order by a.xact_start nulls last`

// A prepared transaction is in pg_locks without a pid: all its locks share the virtual transaction of the lock on its
// own xid. The modes are in the order of strength; table 13.2 of the manual says which modes conflict.
const preparing = `with mode as (
    select name, n from unnest(array['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock',
      'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']) with ordinality as m(name, n)
  )
  select p.gid, p.owner, p.database, extract(epoch from clock_timestamp() - p.prepared)::float8 as seconds,
    array_agg(distinct w.pid) as "holdsUp"
  from pg_prepared_xacts p
    join pg_locks own on own.pid is null and own.locktype = 'transactionid' and own.transactionid = p.transaction
    join pg_locks h on h.granted and h.pid is null and h.virtualtransaction = own.virtualtransaction
    join pg_locks w on not w.granted and w.pid is not null and ${sameObject('w', 'h')}
    join mode held on held.name = h.mode
    join mode wanted on wanted.name = w.mode
  where (held.n + wanted.n >= 9 or (held.n, wanted.n) in ((3, 5), (4, 4), (5, 3))) and (held.n, wanted.n) <> (5, 5)
  group by p.gid, p.owner, p.database, p.prepared order by p.prepared limit 20`
