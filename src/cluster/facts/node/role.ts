/** The role of a node in the node's own words, and how far its WAL goes. Cheap: the question comes every second. */
import { timelineNow } from '#model/actions/timeline-now'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface RoleSaid {
  readonly primary: boolean
  /** When the server started, in PostgreSQL's words: a primary stays a primary until the server ends. */
  readonly started: string
  /** Null on a replica. */
  readonly timeline: number | null
  /** LSN up to which a primary has made WAL, and so every commit that was acknowledged before; null on a replica. */
  readonly position: string | null
}

export const readRole = async (reader: Reader): Promise<RoleSaid> => {
  const [row] = await reader.read<RoleSaid>(role)
  if (!row) throw new Error('a node says nothing of its role')
  return row
}

/** The identifier of the database system; null where the login may not ask. */
export const readSystem = async (reader: Reader): Promise<string | null> => {
  try {
    const [row] = await reader.read<{ system: string }>(
      'select system_identifier::text as system from pg_control_system()',
    )
    return row?.system ?? null
  } catch (error) {
    if (error instanceof Failure && error.code === 'sql.42501') return null
    throw error
  }
}

// The insert position: a commit without synchronous_commit is acknowledged before its WAL is written.
const role = `select not pg_is_in_recovery() as primary, pg_postmaster_start_time()::text as started,
  case when not pg_is_in_recovery() then ${timelineNow} end as timeline,
  case when not pg_is_in_recovery() then pg_current_wal_insert_lsn() end::text as position`
