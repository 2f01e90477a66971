/** Reasons against the rebuild of a replica, each with the way out. */
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import type { ReinitFacts } from '#cluster/facts/replication/rebuild'
import type { RebuildFolder } from '#cluster/facts/replication/rebuild-folder'
import type { Provider } from '#model/cluster'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { mayNotCopy } from '#playbooks/replication/base-copy'
import { noSuchNode } from '#playbooks/shared/no-such-node'
import { noLogin } from '#playbooks/shared/refusals'
import { bytes } from '#text/figures'
import { listed } from '#text/listed'

export interface ReinitReady extends ReinitFacts {
  readonly from: ReplicatingNode
  readonly replica: string
  /** The replica's own words; null for a node that does not answer. */
  readonly says: ReplicatingNode | null
  readonly system: string
  readonly data: string
  readonly folder: RebuildFolder
}

const ways: Readonly<Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>> = {
  patroni: ['Patroni builds the replicas of this cluster.', 'Use `patronictl reinit`.'],
  cloudnativepg: [
    'The operator builds the replicas of this cluster.',
    'Use `kubectl cnpg destroy`: the operator makes a new instance.',
  ],
  rds: [
    'The service builds the replicas of this cluster.',
    'Delete the read replica, and create a new one.',
  ],
  'cloud-sql': [
    'The service builds the replicas of this cluster.',
    'Use `gcloud sql instances delete`, then create the replica again.',
  ],
  azure: [
    'The service builds the replicas of this cluster.',
    'Delete the read replica, and create a new one.',
  ],
}

export const readyToReinit = (wanted: string, facts: ReinitFacts): Refusal | ReinitReady => {
  const { cluster, cloneOf, provider, ha, nodes, system } = facts
  if (provider !== 'self-managed') return refusal(...ways[provider])
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no replica.`, `Name ${cloneOf}.`)
  if (ha === null) return noLogin('ha')
  const from = nodes.find(({ role }) => role === 'primary')
  const says = nodes.find(({ name }) => name === wanted) ?? null
  const silent = facts.unreachable.some(({ name, data }) => name === wanted && data !== undefined)
  if (!from || system === null)
    return refusal(
      `Which node of ${cluster} is the primary, or of which database system, cannot be read.`,
      'See what is missing.',
      'doctor',
    )
  if (!says && !silent) return unknownNode(wanted, facts)
  if (says?.role === 'primary')
    return refusal(
      `${wanted} is the primary: its files are the ones that count.`,
      'Name a replica, or make another node the primary first.',
      'replication status',
    )
  const place = placeOf(facts)
  if (isRefusal(place)) return place
  return (
    mayNotCopy(facts, ha, from.name) ??
    noRoom(facts, place.folder, place.data) ?? {
      ...facts,
      ...place,
      system,
      from,
      replica: wanted,
      says,
    }
  )
}

const unknownNode = (wanted: string, { cluster, nodes, unreachable }: ReinitFacts): Refusal => {
  const silent = unreachable.find(({ name }) => name === wanted)
  if (silent)
    return refusal(
      `${silent.because} So where its files are is not known.`,
      `Name its data directory in the inventory (\`data\` of the node), where that lies on Howdah’s machine; or start it as a replica (with standby.signal there), also where it cannot follow, and ask again. ${silent.instead}`,
    )
  const names = nodes.filter(({ role }) => role === 'replica').map(({ name }) => name)
  return noSuchNode(wanted, { cluster, names, none: 'It has no replica.' })
}

const placeOf = ({
  server,
  folder,
  primary: { tablespaces },
}: ReinitFacts): Refusal | Pick<ReinitReady, 'data' | 'folder'> => {
  if (server?.kind !== 'here' || folder === null)
    return refusal(
      `Howdah can neither stop nor start this replica: ${server?.kind === 'out of reach' ? server.because : 'its server was not found'}.`,
      'Rebuild it by `pg_basebackup` on its machine, or by whatever manages the servers.',
    )
  const { data } = server
  if (tablespaces > 0)
    return refusal(
      'The primary has tablespaces outside its data directory, for which Howdah knows no place on the replica.',
      'Rebuild it by `pg_basebackup --tablespace-mapping`.',
    )
  if (folder.stays !== null)
    return refusal(
      `The files cannot change places with new ones: ${folder.stays}.`,
      'Let the data directory be a plain folder in one that Howdah may write, or rebuild it by `pg_basebackup`.',
    )
  return folder.left.length > 0
    ? refusal(
        `An earlier rebuild left ${listed(folder.left)}, which may be the only files of the replica.`,
        'Look there by hand, and move or remove what nobody needs.',
      )
    : { data, folder }
}

/** Both copies are there until the new one streams. */
const noRoom = (
  { primary: { bytes: size } }: ReinitFacts,
  { freeBytes }: RebuildFolder,
  data: string,
): Refusal | undefined =>
  freeBytes < size
    ? refusal(
        `The new files need about ${bytes(size)} beside the old ones, and where ${data} lies ${bytes(freeBytes)} are free.`,
        'Make room first.',
      )
    : undefined
