/** Makes and ends clones on Howdah's machine. The fence is a session on the source. */
import { actInPlace, stateInPlace } from '#cluster/drivers/clone/in-place/replace'
import { makeClone } from '#cluster/drivers/clone/make-clone'
import { moveClone } from '#cluster/drivers/clone/move-clone'
import { removeClones, stateOfClone } from '#cluster/drivers/clone/places'
import { promoteClone } from '#cluster/drivers/clone/promote-clone'
import { diskFailure } from '#cluster/drivers/disk-failure'
import { stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { takenOver } from '#cluster/drivers/session/taken-over'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { type CloneAction, cloneKind } from '#model/actions/clone'
import type { Acting, Driver, Performed } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export const cloneDriver: Driver<CloneAction> = {
  kind: 'clone',
  async take(action, holder) {
    const session = action.alone ? alone : await openSession(cloneKind.place(action), holder)
    return {
      ...unadopted(session),
      look: one => (isInPlace(one) ? stateInPlace(one) : stateOfClone(one, holder.run)),
      async act(one, how) {
        // A holder without the fence stops acting.
        await stillHeld(session)
        return within(one, how, async stop => {
          if (one.way === 'start' || one.way === 'move')
            return moveClone(session, one, holder, stop)
          if (one.way === 'promote') return promoteClone(session, one, holder, stop)
          if (isInPlace(one)) return actInPlace(session, one, holder, stop)
          // An older holder may still work there: the folder is gone from now on.
          await removeClones(one, holder.run)
          if (one.way === 'make') await makeClone(session, one, holder, stop)
        })
      },
    }
  },
  observe: action => (isInPlace(action) ? stateInPlace(action) : stateOfClone(action, null)),
}

const isInPlace = ({ way }: CloneAction): boolean =>
  way === 'replace' || way === 'return' || way === 'discard'

/**
 * In the place of a session on a source that does not answer: nobody else acts there. Each holder has a folder of its own, and
 * removes those of earlier holders, who then can finish nothing.
 */
const alone: Pick<FencedSession, 'read' | 'strays' | 'end' | 'fence' | 'close'> = {
  read: async () => [],
  strays: async () => [],
  end: async () => [],
  fence: async () => 'ours',
  close: async () => {},
}

/** Ends the work at a stop, at the deadline, and when the token is lost. */
const within = async (
  { deadlineSeconds, folder, place }: CloneAction,
  { stop, lost }: Acting,
  work: (stop: AbortSignal) => Promise<void>,
): Promise<Performed> => {
  const began = performance.now()
  const late = AbortSignal.timeout(deadlineSeconds * 1_000)
  try {
    await work(AbortSignal.any([stop, lost, late]))
    return { seconds: (performance.now() - began) / 1_000, warnings: [], outputs: {} }
  } catch (error) {
    if (lost.aborted) throw takenOver(error)
    if (error instanceof Failure) throw error
    if (stop.aborted) throw stopped(error)
    if (late.aborted)
      throw new Failure(
        'run.deadline',
        `The clone was not there within ${Math.round(deadlineSeconds / 60)} min and was given up.`,
        'Look whether WAL is archived, and plan again.',
        { cause: error },
      )
    throw (
      diskFailure(
        error,
        'clone.disk',
        `What the clone is read from and written to (${folder}, ${place})`,
        'there is no clone',
      ) ??
      new Failure(
        'clone.broke',
        `The restore broke off: ${asSentence(error instanceof Error ? error.message : String(error))}`,
        'Look at the machine and the log of Howdah, and plan again.',
        { cause: error },
      )
    )
  }
}
