/** Pools that are paused by no run, left behind by a person or a killed process: told once a day until resumed. */
import type { Cluster } from '#cluster/cluster'
import { dueEvery } from '#report/due-every'
import type { SayOnce } from '#report/say-once'
import { writeCommand } from '#text/write-command'

export interface PoolAlarms {
  /** Names of pools that are paused by no run: `front/app`. */
  readonly paused: (cluster: Cluster) => Promise<readonly string[]>
  readonly ownerOf: (cluster: Cluster) => string
  readonly daily: SayOnce
}

const everyMs = 15_000

/** Gives a function that looks at a cluster when due; the first time at once. */
export const alarmingOnPools = ({ paused, ownerOf, daily }: PoolAlarms) => {
  const isDue = dueEvery(everyMs)
  return async (cluster: Cluster): Promise<void> => {
    const { name, pools } = cluster.config
    if (!pools || !isDue(name)) return
    for (const pool of await paused(cluster))
      await daily(`paused pool ${name} ${pool}`, async () => ({
        answer: {
          kind: 'answer',
          title: `${name}: ${pool} is paused, and by no run of Howdah.`,
          lines: ['Its clients wait. Whoever paused it may need it so: ask before it goes on.'],
          owner: ownerOf(cluster),
          alarm: true,
          offers: [
            {
              label: `Resume ${pool}`,
              command: writeCommand('pool resume', { pool, cluster: name }),
            },
            { label: 'All Pools', command: writeCommand('pool status', { cluster: name }) },
          ],
        },
      }))
  }
}
