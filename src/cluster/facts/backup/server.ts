/** How a server archives WAL, and whether a base backup can be taken of the server. */
import type { Reader } from '#model/view'

export interface BackupServer {
  /** `archive_mode`: off, on or always. */
  readonly archiveMode: string
  /** Whether a command or a library archives; null where this login may not see that. */
  readonly archives: boolean | null
  /** Name of the newest archived file of WAL; null since the start of the counters. */
  readonly lastArchived: string | null
  readonly lastArchivedAt: string | null
  /** The file whose archiving failed, since the last success; null without such a failure. */
  readonly failing: string | null
  readonly failingSince: string | null
  /** Bytes of all databases. */
  readonly bytes: number
  /** Walsenders that are not in use. */
  readonly freeSenders: number
  /** Whether `backup` may start replication; null without such a login. */
  readonly mayReplicate: boolean | null
  /** Of the replication login, quoted. */
  readonly grant: string | null
}

/** `login` has the duty backup; null for nobody. */
export const lookAtBackupServer = async (
  reader: Reader,
  login: string | null,
): Promise<BackupServer> => {
  const [row] = await reader.read<BackupServer>(about, [login])
  if (!row) throw new Error('no settings')
  return row
}

// A name that a person may give to a setting is hidden from logins without pg_read_all_settings.
const about = `select current_setting('archive_mode') as "archiveMode",
  (select case when count(*) = 2 then bool_or(setting <> '' and setting <> '(disabled)') end from pg_settings
    where name in ('archive_command', 'archive_library')) as archives,
  a.last_archived_wal as "lastArchived", to_json(a.last_archived_time) #>> '{}' as "lastArchivedAt",
  case when a.last_failed_time > coalesce(a.last_archived_time, '-infinity') then a.last_failed_wal end as failing,
  case when a.last_failed_time > coalesce(a.last_archived_time, '-infinity') then to_json(a.last_failed_time) #>> '{}' end as "failingSince",
  (select coalesce(sum(pg_database_size(oid)), 0)::float8 from pg_database
    where has_database_privilege(oid, 'connect') or pg_has_role('pg_read_all_stats', 'usage')) as bytes,
  current_setting('max_wal_senders')::int
    - (select count(*) from pg_stat_replication)::int as "freeSenders",
  (select rolreplication or rolsuper from pg_roles where rolname = $1) as "mayReplicate",
  (select format('ALTER ROLE %I REPLICATION', $1::text) where $1 is not null) as grant
from pg_stat_archiver a`
