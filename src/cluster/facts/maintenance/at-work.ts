/** Sessions that work on a table right now under a lock that VACUUM and ANALYZE would wait for. */
import {
  fromSessions,
  readSessions,
  type Session,
  sessionColumns,
  sessionLabelOf,
} from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

const conflicting = [
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

/** The label of a session at work, by the oid of the table. Runs of Howdah queue anyway. */
export const workOnTables = async (reader: Reader): Promise<ReadonlyMap<string, string>> => {
  const rows = await readSessions<Session & { readonly table: string }>(
    reader,
    `select ${sessionColumns}, l.relation::text as table
     ${fromSessions} join pg_locks l on l.pid = a.pid
     where l.granted and l.locktype = 'relation' and l.mode = any($1) and a.application_name !~ '^howdah r-'
       and l.database = (select oid from pg_database where datname = current_database())`,
    [conflicting],
  )
  return new Map(rows.map(row => [row.table, sessionLabelOf(row)]))
}
