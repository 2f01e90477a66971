/** Sends several statements in a transaction, as soon as all locks are free at the same instant. */
import { extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import { actIn, pause, stopped } from '#cluster/drivers/session/acting'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { refuseStrangeCode } from '#cluster/drivers/session/refuse-strange-code'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import type { Acting, Driver } from '#model/actions/driver'
import { lockStatements, type TransactionAction, transactionKind } from '#model/actions/transaction'
import { Failure } from '#src/errors'

export const transactionDriver: Driver<TransactionAction> = {
  kind: 'transaction',
  async take(action, holder) {
    const session = await openSession(transactionKind.place(action), holder)
    return {
      ...unadopted(session),
      look: ({ state, role }) => lookAs(session, role, state),
      act: (one, how) => act(session, one, how),
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
    {
      asTyped: true,
      role: action.role,
      lockTimeoutMs: 100,
      deadlineSeconds: action.deadlineSeconds,
    },
    how,
    async () => {
      const until = performance.now() + action.deadlineSeconds * 1_000 - 1_000
      while (!(await sent(session, action, how))) {
        if (performance.now() > until) throw lockedOut(action)
        await pause(pauseMs * (1 + Math.random()), how)
      }
      return {}
    },
  )

/** False when a lock was not free: the transaction is rolled back, and no trace is left. */
const sent = async (
  { client }: FencedSession,
  action: TransactionAction,
  { stop, lost }: Acting,
): Promise<boolean> => {
  const send = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) {
      await client.query(extended(statement))
      if (stop.aborted || lost.aborted) throw stopped(undefined)
    }
  }
  try {
    await client.query(extended('begin'))
    await send(lockStatements(action))
    for (const table of action.changesRowsOf ?? []) await refuseStrangeCode(client, table)
    await send(action.statements)
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
