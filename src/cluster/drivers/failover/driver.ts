/** Makes a replica the primary in the place of a primary that is gone. The fence is a session on that replica, which lives through the promotion. */
import { failOver } from '#cluster/drivers/failover/fail-over'
import { unfence } from '#cluster/drivers/failover/unfence'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { brokeOff } from '#cluster/drivers/switchover/broke-off'
import { repoint } from '#cluster/drivers/switchover/repoint'
import { failoverState } from '#cluster/facts/replication/failover-state'
import type { Driver, Performed } from '#model/actions/driver'
import { type FailoverAction, failoverKind } from '#model/actions/replication/failover'

export const failoverDriver: Driver<FailoverAction> = {
  kind: 'failover',
  async take(action, holder) {
    const session = await openSession(failoverKind.place(action), holder)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () => (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      look: one => failoverState(one, session.read),
      async act(one, { stop, lost }) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        const began = performance.now()
        const warnings: string[] = []
        const done = (outputs: Performed['outputs']): Performed => ({
          seconds: (performance.now() - began) / 1_000,
          warnings,
          outputs,
        })
        const working = {
          session,
          action: one,
          holder,
          stop,
          lost,
          warn: (words: string) => void warnings.push(words),
          tell: (words: string) => {
            phase = words
          },
        }
        try {
          switch (one.way) {
            case 'fail over':
              return done({ phases: await failOver(working) })
            case 'repoint':
              await repoint({ ...working, others: one.others })
              return done({})
            case 'back':
              await unfence(working)
              return done({})
          }
        } catch (error) {
          throw brokeOff('failover', one, { lost, error })
        }
      },
    }
  },
  async observe(action, view) {
    const reader = view.nodes.find(({ name }) => name === action.node)?.reader
    return reader ? failoverState(action, (text, values) => reader.read(text, values)) : 'unknown'
  },
}
