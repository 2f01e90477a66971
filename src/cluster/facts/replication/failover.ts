/** What a failover is planned by: the replicas, the files of the primary that is gone, and the last answers of that primary. */
import { positionOf } from '#cluster/facts/backup/wal'
import { readControl } from '#cluster/facts/replication/control-file'
import { isFenced } from '#cluster/facts/replication/failover-state'
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import { processesIn } from '#cluster/facts/replication/processes-in'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import { thisMachine } from '#cluster/facts/replication/this-machine'
import { type WalBeyond, walBeyond } from '#cluster/facts/replication/wal-beyond'
import { lackingRights } from '#cluster/facts/role/lacking-rights'
import type { ClusterAbout } from '#model/cluster'
import { type SeenPrimary, sightOn } from '#model/primaries'
import type { Remembered } from '#model/record/remembered'
import type { NodeView, View } from '#model/view'
import { Failure } from '#src/errors'

export interface FailoverFacts extends ReplicationFacts {
  readonly provider: ClusterAbout['provider']
  readonly database: string
  readonly system: string | null
  /** Statements with the missing rights of the login for ha; null without such a login. */
  readonly lacks: readonly string[] | null
  /** LSN up to which each replica has WAL, by name; null before the first record. */
  readonly received: ReadonlyMap<string, string | null>
  /** By name of the node. */
  readonly servers: ReadonlyMap<string, ServerHere>
  /** When these facts were read, in milliseconds since 1970. */
  readonly at: number
  /** The primary as a bot saw it last; `data` are null where these are on another machine. */
  readonly seen: SeenPrimary | null
  /** The files of the primary; null where Howdah does not reach the files. */
  readonly files: FilesOfGone | null
}

interface FilesOfGone {
  readonly data: string
  /** True where whoever starts the server gets a replica. */
  readonly fenced: boolean
  /** Pids of processes that still work on the files. */
  readonly running: readonly number[]
  /** What the replica that has received most lacks; null where that cannot be read. */
  readonly beyond: WalBeyond | null
}

export const lookAtFailover = async (view: View, known: Remembered): Promise<FailoverFacts> => {
  const { cluster, database, system, nodes } = view
  const at = Date.now()
  const [replication, lacks, received, servers, timelines, sight] = await Promise.all([
    lookAtReplication(view),
    cluster.logins.ha === null ? null : lackingRights(view.primary, cluster.logins.ha, true),
    Promise.all(nodes.map(async node => [node.name, await receivedBy(node)] as const)),
    Promise.all(nodes.map(async ({ name, reader }) => [name, await serverHere(reader)] as const)),
    Promise.all(nodes.map(newestTimeline)),
    known.seenPrimary(),
  ])
  const seen = await onThisMachine(sightOn(Math.max(0, ...timelines), sight))
  const gone = seen && view.unreachable.some(({ name }) => name === seen.node) ? seen : null
  return {
    ...replication,
    provider: cluster.provider,
    database,
    system,
    lacks,
    received: new Map(received),
    servers: new Map(servers),
    at,
    seen,
    files:
      gone && !isOfAnother(gone, servers)
        ? await filesOf(gone, system, mostOf(received.map(([, lsn]) => lsn)))
        : null,
  }
}

const onThisMachine = async (seen: SeenPrimary | null): Promise<SeenPrimary | null> =>
  seen && seen.machine !== (await thisMachine()) ? { ...seen, data: null } : seen

/** Whether the files are those of a replica that answers: a person may have made the replica in their place. */
const isOfAnother = (
  { data }: SeenPrimary,
  servers: readonly (readonly [string, ServerHere])[],
): boolean => servers.some(([, server]) => server.kind === 'here' && server.data === data)

const receivedBy = async ({ reader }: NodeView): Promise<string | null> => {
  const [row] = await reader.read<{ lsn: string | null }>(
    `select case when pg_is_in_recovery()
       then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) end::text as lsn`,
  )
  return row?.lsn ?? null
}

/** By the names of its WAL, as a replica that receives nothing tells no timeline; 0 where the login may not see the names. */
const newestTimeline = async ({ reader }: NodeView): Promise<number> => {
  try {
    const [row] = await reader.read<{ timeline: number | null }>(
      `select max(('x' || left(name, 8))::bit(32)::int) as timeline from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'`,
    )
    return row?.timeline ?? 0
  } catch (error) {
    if (error instanceof Failure) return 0
    throw error
  }
}

const mostOf = (lsns: readonly (string | null)[]): string | null =>
  lsns
    .flatMap(lsn => lsn ?? [])
    .toSorted((one, other) => (positionOf(one) < positionOf(other) ? 1 : -1))[0] ?? null

/** Files of another system may lie at the same path. */
const filesOf = async (
  { data, timeline }: SeenPrimary,
  system: string | null,
  received: string | null,
): Promise<FilesOfGone | null> => {
  if (data === null || system === null) return null
  const control = await readControl(data)
  if (control?.system !== system) return null
  const [fenced, running, beyond] = await Promise.all([
    isFenced(data),
    processesIn(data),
    received === null || timeline === null ? null : walBeyond(data, { system, timeline, received }),
  ])
  return { data, fenced, running, beyond }
}
