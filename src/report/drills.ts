/** Restore drills that were missed or failed, and restores that would take too long: each once a day while it stands. */
import { type DrillsFacts, drillTrouble } from '#checks/drills'
import type { Cluster } from '#cluster/cluster'
import { dueEvery } from '#report/due-every'
import type { SayOnce } from '#report/say-once'

export interface DrillAlarms {
  /** Null where nothing can be restored. */
  readonly seen: (cluster: Cluster) => Promise<DrillsFacts | null>
  readonly ownerOf: (cluster: Cluster) => string
  readonly daily: SayOnce
}

/** A look reads the repository. */
const everyMs = 60_000

/** Gives a function that looks at a cluster when due. */
export const alarmingOnDrills = ({ seen, ownerOf, daily }: DrillAlarms) => {
  const isDue = dueEvery(everyMs)
  return async (cluster: Cluster): Promise<void> => {
    const { name, backup } = cluster.config
    if (!backup?.clones) return
    if (!isDue(name)) return
    const facts = await seen(cluster)
    for (const { key, words } of facts ? drillTrouble(facts, Date.now()) : [])
      await daily(`drill ${name} ${key}`, async () => ({
        answer: {
          kind: 'answer',
          title: `${name}: a restore drill needs attention.`,
          lines: [words],
          owner: ownerOf(cluster),
          alarm: true,
          offers: [
            { label: 'Run a Drill', command: `restore drill cluster=${name}` },
            { label: 'List Drills', command: `restore drills cluster=${name}` },
          ],
        },
      }))
  }
}
