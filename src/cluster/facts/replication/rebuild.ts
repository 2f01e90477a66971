/** The facts of a plan to rebuild a replica: replication, the server within reach and its folder, the size of the primary. */
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import { lookAtRebuildFolder, type RebuildFolder } from '#cluster/facts/replication/rebuild-folder'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import { silentFiles } from '#cluster/facts/replication/silent-files'
import type { WalBeyond } from '#cluster/facts/replication/wal-beyond'
import type { ClusterAbout } from '#model/cluster'
import type { View } from '#model/view'

export interface PrimaryToCopy {
  /** Bytes of all databases. */
  readonly bytes: number
  /** Tablespaces beside PostgreSQL's own two. */
  readonly tablespaces: number
  /** Walsenders that are not in use. */
  readonly freeSenders: number
  /** Slots that are not in use. */
  readonly freeSlots: number
}

/** What every copy of the primary needs. */
export interface CopyFacts {
  readonly provider: ClusterAbout['provider']
  readonly database: string
  readonly system: string | null
  readonly primary: PrimaryToCopy
  /** The login for ha, and statements with its missing rights; null without such a login. */
  readonly ha: { readonly login: string; readonly lacks: readonly string[] } | null
}

export interface ReinitFacts extends ReplicationFacts, CopyFacts {
  /** Null for a node that the inventory has not, and for a silent one whose data directory the inventory does not name. */
  readonly server: ServerHere | null
  /** Of a silent node: what was committed there, and is on no timeline of the primary; null where not known. */
  readonly beyond: WalBeyond | null
  /** Null where the server is out of reach. */
  readonly folder: RebuildFolder | null
}

export const lookAtRebuild = async (view: View, wanted: string): Promise<ReinitFacts> => {
  const [replication, copy, { server, beyond }] = await Promise.all([
    lookAtReplication(view),
    lookAtCopy(view),
    filesOf(view, wanted),
  ])
  return {
    ...replication,
    ...copy,
    server,
    beyond,
    folder: server?.kind === 'here' ? await lookAtRebuildFolder(server.data) : null,
  }
}

export const lookAtCopy = async ({
  cluster: { logins, provider },
  primary: reader,
  database,
  system,
}: View): Promise<CopyFacts> => {
  const login = logins.ha
  const [[primary], [rights]] = await Promise.all([
    reader.read<PrimaryToCopy>(about),
    reader.read<{ lacks: readonly string[] }>(lacking, [login]),
  ])
  if (!primary) throw new Error('the primary says nothing of its size')
  const ha = login === null ? null : { login, lacks: rights?.lacks ?? [] }
  return { provider, database, system, primary, ha }
}

const filesOf = async (
  { system, timeline, nodes, unreachable }: View,
  wanted: string,
): Promise<Pick<ReinitFacts, 'server' | 'beyond'>> => {
  const node = nodes.find(({ name }) => name === wanted)
  if (node) return { server: await serverHere(node.reader), beyond: null }
  const data = unreachable.find(({ name }) => name === wanted)?.data
  const primary = nodes.find(({ role }) => role === 'primary')?.name ?? ''
  return data === undefined
    ? { server: null, beyond: null }
    : silentFiles({ data, system, timeline, nodes, primary })
}

const about = `select (select coalesce(sum(pg_database_size(oid)), 0)::float8 from pg_database
    where has_database_privilege(oid, 'connect') or pg_has_role('pg_read_all_stats', 'usage')) as bytes,
  (select count(*)::int - 2 from pg_tablespace) as tablespaces,
  current_setting('max_wal_senders')::int - (select count(*) from pg_stat_replication)::int as "freeSenders",
  current_setting('max_replication_slots')::int - (select count(*) from pg_replication_slots)::int as "freeSlots"`

const lacking = `select case when r.rolname is null then array[format('CREATE ROLE %I LOGIN REPLICATION PASSWORD ''…''', l.login)]
  when r.rolreplication or r.rolsuper then '{}' else array[format('ALTER ROLE %I REPLICATION', r.rolname)] end as lacks
  from (select $1::text as login) l left join pg_roles r on r.rolname = l.login where l.login is not null`
