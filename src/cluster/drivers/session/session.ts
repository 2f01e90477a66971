/**
 * A session that acts on a node in a database. The session is fenced before acting: an advisory lock on the
 * target itself, held by the very session that runs the statements, keeps two processes from colliding even
 * when the control database is split.
 */
import type { Client } from 'pg'
import {
  connect,
  explain,
  extended,
  hangUp,
  type ReadRows,
  type Where,
} from '#cluster/clients/postgres/connection'
import {
  endAbandoned,
  readAbandoned,
  readHolders,
  sessionLabel,
  tryFence,
} from '#cluster/drivers/session/fence'
import { loginFor } from '#cluster/drivers/session/login-for'
import { pidOrHangUp, refusePooled } from '#cluster/drivers/session/shared-session'
import type { Place } from '#model/actions/action-kind'
import type { Holder, Stray } from '#model/actions/driver'

export interface FencedSession {
  readonly client: Client
  /** Where a second session, to cancel a statement for example, is opened. */
  readonly where: Omit<Where, 'settings'>
  /** Backend pid. */
  readonly pid: number
  readonly read: ReadRows
  /** Sessions of the run that nobody uses and that do not run the statement `keep` right now. */
  strays(keep: string | null): Promise<readonly Stray[]>
  end(keep: string | null, known: readonly Stray[]): Promise<readonly Stray[]>
  fence(): Promise<'ours' | readonly Stray[]>
  close(abandon?: boolean): Promise<void>
}

export const openSession = async (place: Place, holder: Holder): Promise<FencedSession> => {
  const where = whereOf(place, holder)
  return fenced({ where, ...(await openDirect(where)) }, holder)
}

/** A session has the label of the run and of the holder. */
export const whereOf = (
  { node, database, duty }: Place,
  { cluster: { config }, run, token }: Holder,
): FencedSession['where'] => ({
  cluster: config,
  node,
  database,
  credential: loginFor(config, duty),
  applicationName: sessionLabel(run, token),
})

export const fenced = (
  opened: Pick<FencedSession, 'client' | 'where' | 'pid' | 'read'>,
  { run, token }: Holder,
): FencedSession => {
  const { client, read } = opened
  return {
    ...opened,
    strays: keep => readAbandoned(read, run, token, keep),
    end: (keep, known) => endAbandoned(read, run, token, keep, known),
    // A session that waits for the lock would hold a snapshot.
    fence: async () => ((await tryFence(read, run)) ? 'ours' : readHolders(read, run, token)),
    close: (abandon = false) => hangUp(client, abandon),
  }
}

/** Opens a session with a backend of its own; refuses a pooler that shares backends. */
export const openDirect = async (
  where: Omit<Where, 'settings'>,
): Promise<Pick<FencedSession, 'client' | 'pid' | 'read'>> => {
  const whole = { ...where, settings: { idle_session_timeout: '0' } }
  const client = await connect(whole)
  const read = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    try {
      return (await client.query(extended(text, values, 10_000))).rows as Row[]
    } catch (error) {
      throw explain(error, where)
    }
  }
  const pid = await pidOrHangUp(client, read)
  // A server tells at connect the pid of the very backend; a pooler tells a number of its own.
  if ((client as unknown as { processID: number | null }).processID !== pid) {
    try {
      await refusePooled(whole, pid, read)
    } catch (error) {
      await hangUp(client, false)
      throw explain(error, where)
    }
  }
  return { client, pid, read }
}
