/** Restores a base backup beside everything, looks at the copy, and removes it. The fence is a session on the source. */
import { performDrill } from '#cluster/drivers/drill/perform'
import { removeWork, stateOfDrill } from '#cluster/drivers/drill/places'
import { stopped } from '#cluster/drivers/session/acting'
import { openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { type DrillAction, drillKind } from '#model/actions/drill'
import type { Acting, Driver, Performed } from '#model/actions/driver'
import { Failure } from '#src/errors'

export const drillDriver: Driver<DrillAction> = {
  kind: 'drill',
  async take(action, holder) {
    const session = await openSession(drillKind.place(action), holder)
    return {
      ...unadopted(session),
      look: one => stateOfDrill(one, holder.run),
      async act(one, how) {
        // A holder that lost its fence does nothing any more.
        await session.read('select pg_backend_pid() as mine')
        // What a process of this run left behind is in nobody's way, and in nobody's use.
        await removeWork(one, holder.run)
        return one.way === 'remove'
          ? { seconds: 0, warnings: [], outputs: {} }
          : within(one, how, stop => performDrill(one, holder, stop))
      },
    }
  },
  observe: action => stateOfDrill(action, null),
}

/** Ends the work at a stop, at the deadline, and when the token is lost. */
const within = async (
  { deadlineSeconds }: DrillAction,
  { stop, lost }: Acting,
  work: (stop: AbortSignal) => Promise<void>,
): Promise<Performed> => {
  const began = performance.now()
  const late = AbortSignal.timeout(deadlineSeconds * 1_000)
  try {
    await work(AbortSignal.any([stop, lost, late]))
    return { seconds: (performance.now() - began) / 1_000, warnings: [], outputs: {} }
  } catch (error) {
    if (error instanceof Failure) throw error
    if (lost.aborted)
      throw new Failure('run.unknown', 'Another process goes on with it.', 'Look there.', {
        unknown: true,
        cause: error,
      })
    if (stop.aborted) throw stopped(error)
    if (late.aborted)
      throw new Failure(
        'run.deadline',
        `The drill did not end within ${Math.round(deadlineSeconds / 60)} min and was ended.`,
        'Look whether WAL is archived, and plan again.',
        { cause: error },
      )
    throw error
  }
}
