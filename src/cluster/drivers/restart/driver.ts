/** Restarts the server of a node. The fence is a session on the node; a program without a fence brings the server up again. */
import { asking } from '#cluster/drivers/restart/ask-node'
import { fellBack, replicationGoesOn, restart } from '#cluster/drivers/restart/restart'
import { stopped } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { restartStanding, restartState } from '#cluster/facts/node/restart-state'
import type { Driver } from '#model/actions/driver'
import { type RestartAction, restartKind } from '#model/actions/replication/restart'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export const restartDriver: Driver<RestartAction> = {
  kind: 'restart',
  async take(action, holder) {
    const session = await openSession(restartKind.place(action), holder)
    let phase = ''
    return {
      ...unadopted(session),
      progress: async () => (phase === '' ? undefined : { phase, percent: null, blocker: null }),
      // The session of before a restart is gone.
      look: one => asking({ action: one, holder }, ask => restartState(one, ask)),
      async act(one, how) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        if (how.stop.aborted) throw stopped(undefined)
        const standing = await restartStanding(one, session.read)
        if (standing === 'fell back') throw fellBack(one)
        const began = performance.now()
        const tell = (words: string) => {
          phase = words
        }
        try {
          const work = { session, action: one, holder, how, tell }
          // An older holder has restarted the server.
          const phases = await (standing === 'restarted' ? replicationGoesOn(work) : restart(work))
          const seconds = (performance.now() - began) / 1_000
          return { seconds, warnings: [], outputs: { phases } }
        } catch (error) {
          if (how.lost.aborted) throw takenOver(error)
          if (error instanceof Failure) throw error
          throw new Failure(
            'restart.broke',
            `The restart of ${one.node} broke off: ${asSentence(error instanceof Error ? error.message : String(error))}`,
            'Howdah looks again; see its log.',
            { unknown: true, cause: error },
          )
        }
      },
    }
  },
  async observe(action, view) {
    const reader = view.nodes.find(({ name }) => name === action.node)?.reader
    return reader ? restartState(action, (text, values) => reader.read(text, values)) : 'unknown'
  },
}
