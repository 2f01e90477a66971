/** The WAL that a build writes: the amount, the part that stays on disk, and the receivers. */
import type { View, WalDisk } from '#model/view'

export interface WalAbout {
  /** Size of pg_wal at which files are recycled. */
  readonly usualBytes: number
  /** The fault that keeps all WAL from being recycled until repaired; null for none. */
  readonly keptBy: string | null
  readonly replicas: boolean
  /** Null when the disk cannot be seen from here. */
  readonly disk: WalDisk | null
}

/**
 * Estimates the WAL as the size of the index, more for a hash index (measured on 18: 0.5 to 1, 1.7). A
 * concurrent build writes WAL at every wal_level.
 */
export const walOf = (method: string, bytes: number): number =>
  method === 'hash' ? 1.7 * bytes : bytes

/** Reads the facts about the WAL of a build in that tablespace; null when no WAL is written. */
export const lookAtWal = async (
  { primary, nodes, unreachable }: View,
  { tablespace, logged }: { readonly tablespace: string | null; readonly logged: boolean },
): Promise<WalAbout | null> => {
  if (!logged) return null
  const [row] = await primary.read<Omit<WalAbout, 'disk'>>(kept)
  if (!row) return null
  const node = nodes.find(({ role }) => role === 'primary')
  return {
    ...row,
    replicas: row.replicas || hasReplicas({ nodes, unreachable }),
    disk: (await node?.walDisk(tablespace)) ?? null,
  }
}

/** True where replicas replay what is done, in the inventory or not. */
export const isReplicated = async (
  view: View,
  { logged }: { readonly logged: boolean },
): Promise<boolean> => {
  if (!logged || hasReplicas(view)) return logged
  const [row] = await view.primary.read<{ replicas: boolean }>(`select ${receivers} as replicas`)
  return row?.replicas ?? false
}

const hasReplicas = ({ nodes, unreachable }: Pick<View, 'nodes' | 'unreachable'>): boolean =>
  nodes.length + unreachable.length > 1

const receivers = 'exists (select from pg_stat_replication)'

// wal_keep_size and slots keep files beyond max_wal_size; slots without a limit, and a failing archive, keep all
// files.
const kept = `select greatest(pg_size_bytes(current_setting('max_wal_size')), pg_size_bytes(current_setting('wal_keep_size')),
    case when exists (select from pg_replication_slots) then pg_size_bytes(current_setting('max_slot_wal_keep_size')) end)::float8 as "usualBytes",
  coalesce(
    (select format('the replication slot %s, which nobody reads', slot_name) from pg_replication_slots
     where not active and restart_lsn is not null and wal_status <> 'lost' and current_setting('max_slot_wal_keep_size') = '-1'
     order by restart_lsn limit 1),
    (select 'the archive, which fails' from pg_stat_archiver where current_setting('archive_mode') <> 'off'
     and last_failed_time > coalesce(last_archived_time, '-infinity'))) as "keptBy",
  ${receivers} as replicas`
