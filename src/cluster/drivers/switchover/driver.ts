/** Moves the primary to a replica in order. The fence is a session on that replica, which lives through the promotion. */
import { stopped } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { anotherPlan } from '#cluster/drivers/switchover/another-plan'
import { brokeOff } from '#cluster/drivers/switchover/broke-off'
import { putBack } from '#cluster/drivers/switchover/put-back'
import { rejoin } from '#cluster/drivers/switchover/rejoin'
import { switchOver } from '#cluster/drivers/switchover/switch-over'
import type { SwitchedOver } from '#cluster/drivers/switchover/working'
import { switchoverState } from '#cluster/facts/replication/switchover-state'
import type { Driver, Performed } from '#model/actions/driver'
import { type SwitchoverAction, switchoverKind } from '#model/actions/replication/switchover'

export const switchoverDriver: Driver<SwitchoverAction> = {
  kind: 'switchover',
  async take(action, holder) {
    const session = await openSession(switchoverKind.place(action), holder)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () => (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      look: one => switchoverState(one, session.read),
      async act(one, { stop, lost }) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (one.node !== action.node) throw anotherPlan(one)
        if (stop.aborted) throw stopped(undefined)
        const began = performance.now()
        const warnings: string[] = []
        const warn = (words: string) => void warnings.push(words)
        const done = (outputs: Performed['outputs']): Performed => ({
          seconds: (performance.now() - began) / 1_000,
          warnings,
          outputs,
        })
        const told = ({ phases, waits }: SwitchedOver): Performed =>
          done({ phases, ...(one.meanwhile ? { waits } : {}) })
        const tell = (words: string) => {
          phase = words
        }
        const working = { session, action: one, holder, stop, lost, tell, warn }
        try {
          switch (one.way) {
            case 'switch':
              return told(await switchOver(working))
            case 'rejoin':
              return told(await rejoin(working))
            case 'back':
              await putBack(working)
              return done({})
          }
        } catch (error) {
          throw brokeOff('switchover', one, { lost, error })
        }
      },
    }
  },
  async observe(action, view) {
    const reader = view.nodes.find(({ name }) => name === action.node)?.reader
    return reader ? switchoverState(action, (text, values) => reader.read(text, values)) : 'unknown'
  },
}
