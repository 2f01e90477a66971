/** Who waits for a lock, and for whom: sessions, and prepared transactions, which have none. */
import {
  fromSessions,
  readSessions,
  type Session,
  seesSessions,
  sessionColumns,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

export interface Waiter extends Session {
  /** Whether it waits for a lock itself. */
  readonly waits: boolean
  readonly blockedBy: readonly number[]
}

/** A transaction that was prepared keeps its locks until somebody ends it by its name. */
export interface PreparedBlocker {
  readonly gid: string
  readonly owner: string
  readonly database: string
  /** Since it was prepared. */
  readonly seconds: number
  readonly holdsUp: readonly number[]
}

export interface LockWaits {
  /** False without pg_monitor: then nobody is seen to wait. */
  readonly seen: boolean
  readonly sessions: readonly Waiter[]
  readonly prepared: readonly PreparedBlocker[]
}

/** Everyone who waits for a lock and everyone they wait for. */
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

// A prepared transaction stands in pg_locks without a pid: its locks are those that go with the one on its
// own xid. The modes are in the
// order of their strength; which of them conflict is table 13.2 of the manual.
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
