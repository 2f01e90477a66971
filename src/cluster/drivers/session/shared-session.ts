/** Recognises a pooler that no session may act through: by transaction PgBouncer gives the statements of one session to several backends. */
import type { Client } from 'pg'
import {
  connect,
  extended,
  hangUp,
  type ReadRows,
  type Where,
} from '#cluster/clients/postgres/connection'
import { needsDirect } from '#cluster/clients/postgres/no-connection'
import { Failure } from '#src/errors'
import { settingsArrived } from '#src/session-settings'

export const ownPid = async (read: ReadRows): Promise<number> =>
  (await read<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid ?? 0

/** A session that does not answer would hold a connection, or a walsender, for as long as Howdah runs. */
export const pidOrHangUp = async (client: Client, read: ReadRows): Promise<number> => {
  try {
    return await ownPid(read)
  } catch (error) {
    await hangUp(client, false)
    throw error
  }
}

/**
 * `pid` is the backend of the session's first statement. `other` opens a transaction of another session, which holds
 * a backend, and `again` asks the first session once more.
 */
export const sharesBackends = async (
  pid: number,
  other: () => Promise<number>,
  again: () => Promise<number>,
): Promise<boolean> => (await other()) === pid || (await again()) !== pid

/** Refuses a pooler's session that shares backends or lost its settings: a fence, a role or a date would be another's. */
export const refusePooled = async (where: Where, pid: number, read: ReadRows): Promise<void> => {
  const refused = (does: string) =>
    new Failure(
      'cluster.pooler',
      `Between Howdah and ${where.node} (${where.cluster.name}) stands a pooler that ${does}, so nothing is done there.`,
      needsDirect,
    )
  const [session] = await read<{ arrived: boolean }>(`select ${settingsArrived} as arrived`)
  if (session?.arrived !== true) throw refused('drops the settings of Howdah’s sessions')
  if (await shares(where, pid, read))
    throw refused('gives the statements of one session to several backends')
}

const shares = async (where: Where, pid: number, read: ReadRows): Promise<boolean> => {
  const client = await connect(where)
  const ask: ReadRows = async text => (await client.query(extended(text, [], 10_000))).rows
  const other = async (): Promise<number> => {
    await ask('begin')
    return ownPid(ask)
  }
  try {
    return await sharesBackends(pid, other, () => ownPid(read))
  } finally {
    await hangUp(client, false)
  }
}
