/** A switchover as Howdah plans and performs it, without a person. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '#cluster/cluster'
import { drivers } from '#cluster/drivers/catalogue'
import { driverOf } from '#model/actions/driver'
import { isRefusal } from '#model/refusal'
import { replicationSwitchover } from '#playbooks/replication/switchover'

const never = new AbortController().signal

/** How long a replica that has just joined may take until it could take over. */
const readyMs = 30_000

/** Gives the phases with their times, in Howdah's words. */
export const switchTo = async (cluster: Cluster, to: string, run: string): Promise<string> => {
  for (const until = performance.now() + readyMs; ; await sleep(100)) {
    const prepared = await replicationSwitchover.prepare(
      await cluster.view(),
      replicationSwitchover.input.parse({ to }),
    )
    if (isRefusal(prepared)) {
      if (performance.now() > until) throw new Error(prepared.because)
      continue
    }
    const said: string[] = []
    for (const { action } of prepared.body.steps) {
      const hand = await driverOf(drivers, action).take(action, { cluster, run, token: 1 })
      try {
        while ((await hand.fence()) !== 'ours') await sleep(10)
        const { outputs } = await hand.act(action, { stop: never, lost: never })
        if (typeof outputs['phases'] === 'string') said.push(outputs['phases'])
      } finally {
        await hand.close()
      }
    }
    return said.join('; ')
  }
}
