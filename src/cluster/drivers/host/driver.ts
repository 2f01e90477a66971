/** Runs a tool of the allow-list on a machine. The tool goes on when the bot ends. */
import { takeTools } from '#cluster/drivers/host/tool-hand'
import type { Driver } from '#model/actions/driver'
import { type HostAction, hostKind } from '#model/actions/host/host'

export const hostDriver: Driver<HostAction> = {
  kind: 'host',
  async take(action, holder) {
    const hand = await takeTools(hostKind.place(action), action.stanza, holder)
    return {
      ...hand,
      async look(one) {
        const left = await hand.left(one)
        if (left?.alive) return 'unknown'
        return left?.code === 0 ? 'present' : 'absent'
      },
      async act(one, how) {
        const started = performance.now()
        await hand.run(one, how)
        return { seconds: (performance.now() - started) / 1_000, warnings: [], outputs: {} }
      },
    }
  },
  // The files that a tool leaves are of a run.
  observe: async () => 'unknown',
}
