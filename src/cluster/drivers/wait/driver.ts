/** Asks again and again, until the answer is yes or the deadline has passed. Nothing is changed. */
import { actIn, pause } from '#cluster/drivers/session/acting'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import type { Driver } from '#model/actions/driver'
import { type WaitAction, waitKind } from '#model/actions/wait'
import { Failure } from '#src/errors'

export const waitDriver: Driver<WaitAction> = {
  kind: 'wait',
  async take(action, holder) {
    const session = await openSession(waitKind.place(action), holder)
    const look = ({ until }: WaitAction) => lookAs(session, null, until)
    return {
      ...unadopted(session),
      look,
      act: (one, how) =>
        actIn(
          session,
          { asTyped: false, role: null, lockTimeoutMs: 0, deadlineSeconds: one.deadlineSeconds },
          how,
          async () => {
            const late = performance.now() + one.deadlineSeconds * 1_000 - 1_000
            while ((await look(one)) !== 'present') {
              if (performance.now() > late) throw inVain(one)
              await pause(one.everySeconds * 1_000, how)
            }
            return {}
          },
        ),
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
