/**
 * Sessions that build, rebuild or drop an index concurrently right now: at most one on each table. Any other
 * session that waits for the table meanwhile holds a snapshot, and the build waits for that snapshot: a
 * deadlock.
 */
import { indexWork } from '#cluster/facts/index/work-sql'
import {
  fromSessions,
  readSessions,
  sessionColumns,
  sessionLabelOf,
} from '#cluster/facts/session/sessions'
import type { View } from '#model/view'

/** Names a session at work on the tables' indexes; null for none. Runs of Howdah queue for each other anyway. */
export const othersWorkOn = async (
  { primary, cluster: { logins } }: Pick<View, 'primary' | 'cluster'>,
  tableOids: readonly string[],
): Promise<string | null> => {
  const [session] = await readSessions(
    primary,
    `with work as (${indexWork})
     select ${sessionColumns} ${fromSessions} where not (a.application_name ~ '^howdah r-' and coalesce(a.usename = any($2), false)) and a.pid in (
       select w.pid from work w where w.table = any($1::oid[])
         and (w.builds or exists (select from pg_index i where i.indrelid = w.table and i.indexrelid = any(w.locked))))`,
    [tableOids, Object.values(logins)],
  )
  return session ? sessionLabelOf(session) : null
}
