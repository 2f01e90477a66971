/** The clusters of the inventory, and the clones of them that lie on this machine. */
import { type Cluster, openCluster } from '#cluster/cluster'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import type { LiveClone } from '#model/clone/clone'
import { configOfClone } from '#model/clone/config'
import type { ClusterConfig } from '#model/configuration'
import type { BackupMarks } from '#model/record/backup-marks'
import { liveClones } from '#store/clones/clones'
import type { OpenStore } from '#store/store'

export interface Fleet {
  /** Clusters of the inventory. */
  readonly inventory: ReadonlyMap<string, Cluster>
  /** The same and the clones, as of the last refresh. */
  readonly all: ReadonlyMap<string, Cluster>
  /** Reads again which clones there are. */
  refresh(): Promise<void>
  /** Refreshes when a clone comes or goes, and twice a minute, until the end. */
  follow(report: (error: unknown) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** A lost notification costs time only. */
const everyMs = 30_000

export const openFleet = (
  configs: readonly ClusterConfig[],
  store: Pick<OpenStore, 'query' | 'transaction' | 'signer' | 'listen'>,
  marks: BackupMarks,
): Fleet => {
  const all = new Map<string, Cluster>()
  const open = (config: ClusterConfig) => openCluster(config, marks, () => all.values())
  const inventory = new Map(configs.map(config => [config.name, open(config)] as const))
  for (const [name, cluster] of inventory) all.set(name, cluster)

  const refresh = async (): Promise<void> => {
    const there = await Promise.all((await liveClones(store)).map(one => configIn(inventory, one)))
    const wanted = new Map(
      there.flatMap(config => (config ? [[config.name, config] as const] : [])),
    )
    for (const [name, cluster] of all) {
      const config = wanted.get(name)
      if (inventory.has(name) || isSame(config, cluster.config)) continue
      all.delete(name)
      await cluster.close()
    }
    for (const [name, config] of wanted) if (!all.has(name)) all.set(name, open(config))
  }
  // One at a time: two at once would open a clone twice. All that is asked for meanwhile is one more.
  let turn = Promise.resolve()
  let next: Promise<void> | undefined
  const inTurn = (): Promise<void> => {
    next ??= turn.then(() => {
      next = undefined
      const refreshing = refresh()
      turn = refreshing.catch(() => {})
      return refreshing
    })
    return next
  }

  return {
    inventory,
    all,
    refresh: inTurn,
    async follow(report) {
      const again = () => void inTurn().catch(report)
      const deaf = await store.listen('howdah_clone', again)
      const timer = setInterval(again, everyMs)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await deaf()
      }
    },
    async close() {
      await Promise.allSettled([...all.values()].map(cluster => cluster.close()))
    },
  }
}

const isSame = (one: ClusterConfig | undefined, other: ClusterConfig): boolean =>
  one?.nodes[0]?.host === other.nodes[0]?.host

/** Undefined for a clone of an unknown cluster, and for one that lies on another machine. */
const configIn = async (
  inventory: ReadonlyMap<string, Cluster>,
  { name, source, run, place }: LiveClone,
): Promise<ClusterConfig | undefined> => {
  const config = inventory.get(source)?.config
  if (!config || inventory.has(name)) return undefined
  const found = (await clonesIn(place))?.find(
    ({ about }) => about?.clone === name && about.run === run,
  )
  return found?.about ? configOfClone(config, { name, socket: found.about.socket }) : undefined
}
