/** Facts that a restore in place depends on: the clone, the server that gives way, and what else follows the cluster. */
import { stat } from 'node:fs/promises'
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import { type LiveServerFacts, lookAtLiveServer } from '#cluster/facts/restore/live-server'
import { type Replaced, readReplaced } from '#cluster/facts/restore/replaced'
import { replacedBy } from '#model/actions/clone'
import type { Provider } from '#model/cluster'
import type { View } from '#model/view'

export interface InPlaceFacts extends ClonesFacts {
  readonly provider: Provider
  readonly timeline: number
  /** Whether the backups are in pgBackRest. */
  readonly isOfStanza: boolean
  /** Names of all other nodes. */
  readonly replicas: readonly string[]
  /** Null where the inventory names no place for clones. */
  readonly server: LiveServerFacts | null
  /** The user of the place for clones; null where the place cannot be read. */
  readonly placeUid: number | null
  /** What an earlier restore in place left; null for nothing. */
  readonly kept: KeptFacts | null
  readonly present: PresentAbout
}

export interface KeptFacts {
  readonly folder: string
  /** Null where the words about it are damaged. */
  readonly about: Replaced | null
}

export interface PresentAbout {
  readonly lsn: string
  /** In ISO. */
  readonly now: string
  readonly slots: readonly string[]
  readonly subscriptions: readonly string[]
  readonly sessions: number
}

export const lookAtInPlace = async (view: View): Promise<InPlaceFacts> => {
  const clones = await clonesOfCluster(view)
  const folder = clones.place?.folder
  const [server, kept, [present], placeUid] = await Promise.all([
    folder === undefined ? null : lookAtLiveServer(view.primary, folder),
    folder === undefined ? null : keptOf(clones.cluster, folder),
    view.primary.read<PresentAbout>(question),
    folder === undefined
      ? null
      : stat(folder).then(
          ({ uid }) => uid,
          () => null,
        ),
  ])
  if (!present) throw new Error('no present')
  return {
    ...clones,
    provider: view.cluster.provider,
    timeline: view.timeline,
    isOfStanza: view.repository?.stanza !== undefined,
    replicas: [...view.nodes.filter(({ role }) => role === 'replica'), ...view.unreachable].map(
      ({ name }) => name,
    ),
    server,
    placeUid,
    kept,
    present,
  }
}

const keptOf = async (cluster: string, place: string): Promise<KeptFacts | null> => {
  const folder = replacedBy({ clone: cluster, place })
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  return isThere ? { folder, about: await readReplaced(folder) } : null
}

const question = `select pg_current_wal_lsn()::text as lsn, to_json(now() at time zone 'UTC') #>> '{}' || 'Z' as now,
  array(select slot_name::text from pg_replication_slots order by 1) as slots,
  array(select distinct subname::text from pg_stat_subscription order by 1) as subscriptions,
  (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as sessions`
