/** Sends several statements in a transaction, as soon as all locks are free at the same instant. */
import { setTimeout as sleep } from 'node:timers/promises'
import { extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import { actIn, stopped } from '#cluster/drivers/session/acting'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import type { Acting, Driver } from '#model/actions/driver'
import {
  type TransactionAction,
  transactionKind,
  transactionStatements,
} from '#model/actions/transaction'
import { Failure } from '#src/errors'

export const transactionDriver: Driver<TransactionAction> = {
  kind: 'transaction',
  async take(action, holder) {
    const session = await openSession(transactionKind.place(action), holder)
    return {
      // A stray sends one statement of several, and no process would send the COMMIT: no stray is adopted.
      strays: () => session.strays(null),
      end: (_, known) => session.end(null, known),
      fence: () => session.fence(),
      look: ({ state, role }) => lookAs(session, role, state),
      act: (one, how) => act(session, one, how),
      progress: async () => undefined,
      close: abandon => session.close(abandon),
    }
  },
  observe: ({ node, state }, view) => observeOn(view, node, state),
}

/** Milliseconds between two tries: NOWAIT polling makes bystanders wait 8 ms at the median, 18 at most. */
const pauseMs = 50

const act = (session: FencedSession, action: TransactionAction, how: Acting) =>
  actIn(
    session,
    // A statement may need a further lock, of an index for example: no other session queues for long.
    { role: action.role, lockTimeoutMs: 100, deadlineSeconds: action.deadlineSeconds },
    how,
    async () => {
      const until = performance.now() + action.deadlineSeconds * 1_000 - 1_000
      while (!(await sent(session, action, how))) {
        if (performance.now() > until) throw lockedOut(action)
        await sleep(pauseMs * (1 + Math.random()), undefined, { signal: how.stop }).catch(
          (aborted: unknown) => {
            throw stopped(aborted)
          },
        )
      }
      return action.statements.length
    },
  )

/** False when a lock was not free: the transaction is rolled back, and no trace is left. */
const sent = async (
  { client }: FencedSession,
  action: TransactionAction,
  { stop, lost }: Acting,
): Promise<boolean> => {
  try {
    await client.query(extended('begin'))
    for (const statement of transactionStatements(action)) {
      await client.query(extended(statement))
      if (stop.aborted || lost.aborted) throw stopped(undefined)
    }
    await client.query(extended('commit'))
    return true
  } catch (error) {
    // Without an answer from the server the connection is gone, and the transaction with it or committed.
    await client.query(extended('rollback', [], 5_000)).catch(() => {})
    if (sqlstateOf(error) === '55P03') return false
    throw error
  }
}

const lockedOut = ({ locks, deadlineSeconds }: TransactionAction): Failure =>
  new Failure(
    'sql.55P03',
    `Its locks on ${locks.map(({ table }) => table).join(', ')} were never free at once in ${deadlineSeconds} s.`,
    'See who holds them with `lock tree`, and plan again at a quieter time.',
  )
