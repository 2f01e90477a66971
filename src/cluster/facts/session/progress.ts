/** Progress of a statement, from PostgreSQL's views for builds, VACUUM and ANALYZE, and the blocker of any statement. */
import {
  fromSessions,
  type LoginNames,
  type Session,
  sessionColumns,
  sessionLabelOf,
  wayToFree,
} from '#cluster/facts/session/sessions'
import type { StepProgress } from '#model/actions/driver'
import type { Reader } from '#model/view'

interface Row {
  readonly phase: string | null
  readonly percent: number | null
  /** Pids of the blockers, empty without any; 0 stands for a prepared transaction. */
  readonly blockers: readonly number[]
  readonly lock: string | null
}

/** Reads the progress; undefined when the session neither works on such a statement nor waits. */
export const readProgress = async (
  reader: Reader,
  pid: number,
  logins: LoginNames,
): Promise<StepProgress | undefined> => {
  const [row] = await reader.read<Row>(progress, [pid])
  if (!row) return undefined
  const { percent, blockers } = row
  const phase = row.phase ?? `waiting for ${row.lock ?? 'a lock'}`
  if (blockers.length === 0) return { phase, percent, blocker: null }
  const sessions = await reader.read<Session>(
    `select ${sessionColumns} ${fromSessions} where a.pid = any($1) order by a.xact_start`,
    [blockers],
  )
  for (const session of sessions) {
    const way = wayToFree(session, logins)
    if (way === null) continue
    const { pid: blocking, backendStart } = session
    const more = blockers.length === 1 ? '' : ` and ${blockers.length - 1} more`
    const label = `${sessionLabelOf(session)}${more}`
    return { phase, percent, blocker: { pid: blocking, backendStart, label, way } }
  }
  const others = [
    ...sessions.map(sessionLabelOf),
    ...(blockers.includes(0) ? await preparedNames(reader) : []),
  ]
  return { phase: [phase, ...others].join(': '), percent, blocker: null }
}

/** Guesses the oldest; only `lock tree` knows the prepared transaction that blocks, and takes longer. */
const preparedNames = async (reader: Reader): Promise<readonly string[]> => {
  const rows = await reader.read<{ gid: string }>(
    'select gid from pg_prepared_xacts where database = current_database() order by prepared limit 1',
  )
  return rows.map(
    ({ gid }) =>
      `the prepared transaction “${gid}”, until somebody says COMMIT PREPARED or ROLLBACK PREPARED with this name`,
  )
}

// A build has no row in the view before the first lock, and a drop never has a row: pg_locks and pg_blocking_pids
// know the wait of any statement. Percent is of the present phase.
const progress = `select coalesce(p.phase, v.phase, y.phase) as phase,
  case when p.tuples_total > 0 then round(100.0 * p.tuples_done / p.tuples_total)::int
       when p.blocks_total > 0 then round(100.0 * p.blocks_done / p.blocks_total)::int
       when v.phase = 'scanning heap' and v.heap_blks_total > 0 then round(100.0 * v.heap_blks_scanned / v.heap_blks_total)::int
       when y.sample_blks_total > 0 then round(100.0 * y.sample_blks_scanned / y.sample_blks_total)::int end as percent,
  case when a.wait_event_type = 'Lock' then pg_blocking_pids(a.pid) else '{}' end as blockers,
  (select case l.locktype when 'relation' then 'a lock on ' || l.relation::regclass else 'another transaction to end' end
     from pg_locks l where l.pid = a.pid and not l.granted limit 1) as lock
from pg_stat_activity a left join pg_stat_progress_create_index p on p.pid = a.pid
  left join pg_stat_progress_vacuum v on v.pid = a.pid left join pg_stat_progress_analyze y on y.pid = a.pid
where a.pid = $1 and (coalesce(p.pid, v.pid, y.pid) is not null or a.wait_event_type = 'Lock')`
