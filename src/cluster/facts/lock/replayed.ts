/** Locks that a replica has replayed from the primary, and the holder of each on the primary. */
import {
  fromSessions,
  readSessions,
  type Session,
  sessionColumns,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

/** A lock that the startup process of a replica holds and that sessions of the replica wait for. */
export interface ReplayedLock {
  /** The same in all nodes of a cluster. */
  readonly relation: string
  readonly waiters: readonly number[]
  /** Start of the first wait, as epoch seconds; null within the first moment of a wait. */
  readonly since: number | null
}

export const replayedLocks = async (replica: Reader): Promise<readonly ReplayedLock[]> =>
  replica.read<ReplayedLock>(`select h.database || '.' || h.relation as relation,
      array_agg(distinct w.pid) as waiters, extract(epoch from min(w.waitstart))::float8 as since
    from pg_stat_activity a join pg_locks h on h.pid = a.pid and h.granted and h.locktype = 'relation'
      join pg_locks w on not w.granted and w.pid <> h.pid and w.locktype = 'relation'
        and (w.database, w.relation) = (h.database, h.relation)
    where a.backend_type = 'startup' group by h.database, h.relation`)

/** True while a person or a recovery target has paused the replay: what is locked then stays locked. */
export const replayPaused = async (replica: Reader): Promise<boolean> =>
  (
    await replica.read<{ paused: boolean }>(
      `select pg_get_wal_replay_pause_state() <> 'not paused' as paused`,
    )
  )[0]?.paused ?? false

/** ACCESS EXCLUSIVE locks of one transaction on the primary. */
export interface PrimaryLocks {
  readonly relations: readonly string[]
  /** Start of the transaction, as epoch seconds. */
  readonly began: number
}

export type SessionHolder = Session & PrimaryLocks

export interface PreparedHolder extends PrimaryLocks {
  readonly gid: string
  readonly owner: string
  readonly database: string
  readonly seconds: number
}

/** Only ACCESS EXCLUSIVE is replayed, as no weaker lock conflicts with a read. */
const held = `l.granted and l.locktype = 'relation' and l.mode = 'AccessExclusiveLock'
  and l.database || '.' || l.relation = any($1)`

export const holdersOf = async (
  primary: Reader,
  relations: readonly string[],
): Promise<{
  readonly sessions: readonly SessionHolder[]
  readonly prepared: readonly PreparedHolder[]
}> => {
  if (relations.length === 0) return { sessions: [], prepared: [] }
  const [sessions, prepared] = await Promise.all([
    readSessions<SessionHolder>(
      primary,
      `select ${sessionColumns}, extract(epoch from a.xact_start)::float8 as began, h.relations
       ${fromSessions} join (select l.pid, array_agg(l.database || '.' || l.relation) as relations
         from pg_locks l where ${held} group by l.pid) h on h.pid = a.pid`,
      [relations],
    ),
    primary.read<PreparedHolder>(
      `select p.gid, p.owner, p.database, extract(epoch from p.prepared)::float8 as began,
         extract(epoch from clock_timestamp() - p.prepared)::float8 as seconds,
         array_agg(l.database || '.' || l.relation) as relations
       from pg_prepared_xacts p
         join pg_locks own on own.pid is null and own.locktype = 'transactionid' and own.transactionid = p.transaction
         join pg_locks l on l.pid is null and l.virtualtransaction = own.virtualtransaction and ${held}
       group by p.gid, p.owner, p.database, p.prepared`,
      [relations],
    ),
  ])
  return { sessions, prepared }
}
