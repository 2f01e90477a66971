/** Has Patroni move the primary. The fence is a session on the replica, which lives through the promotion. */
import { setTimeout as sleep } from 'node:timers/promises'
import { standingNow } from '#cluster/drivers/patroni/standing-now'
import { leadAfterwards, switchByPatroni } from '#cluster/drivers/patroni/switch-over'
import { poolsLed } from '#cluster/drivers/pgbouncer/pools-led'
import { stopped } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { anotherPlan } from '#cluster/drivers/switchover/another-plan'
import { notFollowing } from '#cluster/facts/patroni/not-following'
import { standingOf, stateOf } from '#cluster/facts/patroni/standing'
import type { Driver } from '#model/actions/driver'
import { type PatroniAction, patroniKind } from '#model/actions/replication/patroni'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

/** Patroni demotes, promotes and starts within this time, or a person is asked. */
const settlesMs = 60_000

export const patroniDriver: Driver<PatroniAction> = {
  kind: 'patroni',
  async take(action, holder) {
    const session = await openSession(patroniKind.place(action), holder)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () => (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      // Patroni goes on where Howdah was killed: what is in between now is clear soon.
      async look(one) {
        for (const until = performance.now() + settlesMs; ; await sleep(100)) {
          const standing = await standingNow(one, { session, holder })
          // Clients of a paused pool wait, and do not wait for the replicas.
          if (standing === 'switched' && !(await poolsLed(one, holder)))
            return one.way === 'lead' ? 'absent' : 'untidy'
          const settles =
            standing === 'in between' ||
            (standing === 'switched' && (await notFollowing(one, holder)).length > 0)
          if (!settles || performance.now() > until) return stateOf(standing)
        }
      },
      async act(one, { stop, lost }) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (one.node !== action.node) throw anotherPlan(one)
        if (stop.aborted) throw stopped(undefined)
        const began = performance.now()
        const warnings: string[] = []
        const warn = (words: string) => void warnings.push(words)
        const tell = (words: string) => {
          phase = words
        }
        try {
          const asking = { session, action: one, holder, stop, lost, tell, warn }
          const { phases, waits } = await (one.way === 'lead' ? leadAfterwards : switchByPatroni)(
            asking,
          )
          const outputs = { phases, ...(one.meanwhile ? { waits } : {}) }
          return { seconds: (performance.now() - began) / 1_000, warnings, outputs }
        } catch (error) {
          if (lost.aborted) throw takenOver(error)
          if (error instanceof Failure) throw error
          throw new Failure(
            'patroni.broke',
            `The switchover broke off: ${asSentence(error instanceof Error ? error.message : String(error))}`,
            `See \`replication status\`, and the log of Howdah.`,
            { unknown: true, cause: error },
          )
        }
      },
    }
  },
  async observe(action, view) {
    const silent = view.unreachable.map(({ name }) => [name, null] as const)
    const told = view.nodes.map(({ name, role }) => [name, role === 'primary'] as const)
    return stateOf(standingOf(action, new Map([...told, ...silent])))
  },
}
