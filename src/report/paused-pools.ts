/** Pools that are paused by no run, left behind by a person or a killed process: told once a day until resumed. */
import type { PoolsStill } from '#checks/pool/see-paused'
import type { Cluster } from '#cluster/cluster'
import { dueEvery } from '#report/due-every'
import type { SayOnce } from '#report/say-once'
import { writeCommand } from '#text/write-command'

export interface PoolAlarms {
  readonly still: (cluster: Cluster) => Promise<PoolsStill>
  readonly ownerOf: (cluster: Cluster) => string
  readonly daily: SayOnce
}

const everyMs = 15_000

/** Gives a function that looks at a cluster when due; the first time at once. */
export const alarmingOnPools = ({ still, ownerOf, daily }: PoolAlarms) => {
  const isDue = dueEvery(everyMs)
  return async (cluster: Cluster): Promise<void> => {
    const { name, pools } = cluster.config
    if (!pools || !isDue(name)) return
    const { paused, halted } = await still(cluster)
    const owner = ownerOf(cluster)
    for (const { pooler, because, instead } of halted)
      await daily(`halted pooler ${name} ${pooler}`, async () => ({
        answer: {
          kind: 'answer',
          title: `${name}: ${because}`,
          lines: [instead],
          owner,
          alarm: true,
          offers: [{ label: 'All Pools', command: writeCommand('pool status', { cluster: name }) }],
        },
      }))
    for (const pool of paused)
      await daily(`paused pool ${name} ${pool}`, async () => ({
        answer: {
          kind: 'answer',
          title: `${name}: ${pool} is paused, and by no run of Howdah.`,
          lines: ['Its clients wait. Whoever paused it may need it so: ask before it goes on.'],
          owner,
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
