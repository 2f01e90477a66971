/** Recognises a pooler that gives the statements of one session to several backends, as PgBouncer does by transaction. */
import {
  connect,
  extended,
  hangUp,
  type ReadRows,
  type Where,
} from '#cluster/clients/postgres/connection'
import { Failure } from '#src/errors'

export const ownPid = async (read: ReadRows): Promise<number> =>
  (await read<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid ?? 0

/**
 * `pid` is the backend of the session's first statement. `other` opens a transaction of another session, which holds
 * a backend, and `again` asks the first session once more.
 */
export const sharesBackends = async (
  pid: number,
  other: () => Promise<number>,
  again: () => Promise<number>,
): Promise<boolean> => (await other()) === pid || (await again()) !== pid

/** Refuses such a session: a fence or a role would stay with a backend, and the next statement goes to another one. */
export const refuseShared = async (where: Where, pid: number, read: ReadRows): Promise<void> => {
  const client = await connect(where)
  const ask: ReadRows = async text => (await client.query(extended(text, [], 10_000))).rows
  const other = async (): Promise<number> => {
    await ask('begin')
    return ownPid(ask)
  }
  try {
    if (!(await sharesBackends(pid, other, () => ownPid(read)))) return
  } finally {
    await hangUp(client, false)
  }
  throw new Failure(
    'cluster.shared-session',
    `Between Howdah and ${where.node} (${where.cluster.name}) stands a pooler that gives the statements of one session to several backends, so nothing is done there.`,
    'Let the inventory name the server itself, or a pool in session mode.',
  )
}
