/** Asks again and again, until the answer is yes or the deadline has passed. Nothing is changed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { actIn, stopped } from '#cluster/drivers/session/acting'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { openSession } from '#cluster/drivers/session/session'
import type { Driver } from '#model/actions/driver'
import { type WaitAction, waitKind } from '#model/actions/wait'
import { Failure } from '#src/errors'

export const waitDriver: Driver<WaitAction> = {
  kind: 'wait',
  async take(action, holder) {
    const session = await openSession(waitKind.place(action), holder)
    const look = ({ until }: WaitAction) => lookAs(session, null, until)
    return {
      strays: () => session.strays(null),
      end: (_, known) => session.end(null, known),
      fence: () => session.fence(),
      look,
      act: (one, how) =>
        actIn(
          session,
          { role: null, lockTimeoutMs: 0, deadlineSeconds: one.deadlineSeconds },
          how,
          async () => {
            const late = performance.now() + one.deadlineSeconds * 1_000 - 1_000
            while ((await look(one)) !== 'present') {
              if (performance.now() > late) throw inVain(one)
              await sleep(one.everySeconds * 1_000, undefined, { signal: how.stop }).catch(
                (aborted: unknown) => {
                  throw stopped(aborted)
                },
              )
            }
            return 0
          },
        ),
      progress: async () => undefined,
      close: abandon => session.close(abandon),
    }
  },
  observe: ({ node, until }, view) => observeOn(view, node, until),
}

const inVain = ({ deadlineSeconds }: WaitAction): Failure =>
  new Failure(
    'run.deadline',
    `What it waits for did not come within ${deadlineSeconds} s.`,
    'See what is in the way, and plan again.',
  )
