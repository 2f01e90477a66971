/** Waiters for locks and their blockers: sessions, and prepared transactions without a session. */
import {
  fromSessions,
  readSessions,
  type Session,
  seesSessions,
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
  const sessions = await readSessions<Waiter>(reader, waiting)
  const alone = sessions.every(({ waits }) => !waits)
  const [login] = await reader.read<{ seen: boolean }>(`select ${seesSessions} as seen`)
  return {
    seen: login?.seen ?? false,
    sessions,
    prepared: alone ? [] : await reader.read<PreparedBlocker>(preparing),
  }
}

// pg_blocking_pids says 0 for a prepared transaction (manual, session information functions).
const waiting = `with waiting as materialized (
    select pid, pg_blocking_pids(pid) as blockers from pg_stat_activity where wait_event_type = 'Lock'
  )
  select ${sessionColumns}, coalesce(cardinality(w.blockers) > 0, false) as waits,
    array_remove(coalesce(w.blockers, '{}'), 0) as "blockedBy"
  ${fromSessions} left join waiting w on w.pid = a.pid
  where cardinality(w.blockers) > 0 or a.pid in (select unnest(blockers) from waiting)
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
    join pg_locks w on not w.granted and w.pid is not null
      and (w.locktype, w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid, w.classid, w.objid, w.objsubid)
        is not distinct from (h.locktype, h.database, h.relation, h.page, h.tuple, h.virtualxid, h.transactionid, h.classid, h.objid, h.objsubid)
    join mode held on held.name = h.mode
    join mode wanted on wanted.name = w.mode
  where (held.n + wanted.n >= 9 or (held.n, wanted.n) in ((3, 5), (4, 4), (5, 3))) and (held.n, wanted.n) <> (5, 5)
  group by p.gid, p.owner, p.database, p.prepared order by p.prepared limit 20`
