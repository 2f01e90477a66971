/** Reads what a node says of itself, in a single read, because every look begins here. No judgement is made here. */
import { superuserBehind } from '#cluster/facts/role/privileges'
import { timelineNow } from '#model/actions/timeline-now'
import type { ClusterAbout } from '#model/cluster'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface Who {
  readonly recovering: boolean
  readonly version: number
  readonly superusers: ClusterAbout['superusers']
  /** The identifier that all nodes of a cluster have in common; null where the login may not ask. */
  readonly system: string | null
  /** Of the WAL that the node writes or receives; null on a replica that receives none, or without pg_monitor. */
  readonly timeline: number | null
  /** The LSN up to which the node wrote, or replayed on a replica; null on a replica before its first record. */
  readonly position: string | null
  /** Bytes of WAL that a replica received and did not replay yet; null on a node that is not in recovery. */
  readonly unreplayedBytes: number | null
  /** `host:port` that a replica receives WAL from; null where none is known. */
  readonly upstream: string | null
  readonly slots: readonly { readonly name: string; readonly active: boolean }[]
  /** ISO time at which the server started. */
  readonly startedAt: string
}

/** `acting` are the logins that act. */
export const readWho = async (reader: Reader, acting: readonly string[]): Promise<Who> => {
  const ask = async (system: string): Promise<Who> => {
    const [row] = await reader.read<Who>(`${who}, ${system} as system`, [acting])
    if (!row) throw new Error('a node says nothing of itself')
    return row
  }
  return ask('(select system_identifier::text from pg_control_system())').catch(
    (error: unknown) => {
      // `doctor` names the missing right; a plan needs the right, an answer does not.
      if (error instanceof Failure && error.code === 'sql.42501') return ask('null::text')
      throw error
    },
  )
}

const who = `select pg_is_in_recovery() as recovering,
  current_setting('server_version_num')::int / 10000 as version,
  (select coalesce(json_agg(l), '[]') from (select rolname::text as login, ${superuserBehind('r.oid')} as superuser
    from pg_roles r where rolname = session_user or rolname = any($1)) l where superuser is not null) as superusers,
  case when pg_is_in_recovery() then (select received_tli from pg_stat_wal_receiver)
    else ${timelineNow} end as timeline,
  case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end::text as position,
  case when pg_is_in_recovery() then
    greatest(pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), 0)::float8 end as "unreplayedBytes",
  (select sender_host || ':' || sender_port from pg_stat_wal_receiver) as upstream,
  (select coalesce(json_agg(json_build_object('name', slot_name, 'active', active) order by slot_name), '[]')
    from pg_replication_slots) as slots,
  to_json(pg_postmaster_start_time()) #>> '{}' as "startedAt"`

/** ISO time at which the present timeline began on this node; null without pg_monitor, and on the first timeline. */
export const promotedAt = async (
  reader: Reader,
  { timeline }: Pick<Who, 'timeline'>,
): Promise<string | null> => {
  try {
    const rows = await reader.read<{ at: string }>(
      `select to_json(modification) #>> '{}' as at from pg_ls_waldir()
       where name = lpad(upper(to_hex($1::int)), 8, '0') || '.history'`,
      [timeline],
    )
    return rows[0]?.at ?? null
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}
