/**
 * A session that acts on a node in a database. The session is fenced before acting: an advisory lock on the
 * target itself, held by the very session that runs the statements, keeps two processes from colliding even
 * when the control database is split.
 */
import { escapeIdentifier } from 'pg'
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
  type Orphan,
  readAbandoned,
  readOrphans,
  tryFence,
} from '#cluster/drivers/sql/fence'
import { type Performed, type Performing, perform } from '#cluster/drivers/sql/perform'
import { ownPid, refusePooled } from '#cluster/drivers/sql/shared-session'
import type { Action, ActionState } from '#model/action'

export interface SqlSession {
  /** Backend pid of the session, for progress. */
  readonly pid: number
  /** True when this session now holds the run's lock. Callers poll, because a waiting lock would hold a snapshot. */
  tryFence(run: string): Promise<boolean>
  /** Unused sessions of the same run on this node: of an older holder, or of a lost connection. */
  orphans(run: string, token: number): Promise<readonly Orphan[]>
  /** The orphans that do not run `keep` right now. */
  abandoned(run: string, token: number, keep: string | null): Promise<readonly Orphan[]>
  /** Ends the sessions of `known` that are still abandoned; never a session of a newer token. */
  endAbandoned(
    run: string,
    token: number,
    keep: string | null,
    known: readonly Orphan[],
  ): Promise<readonly Orphan[]>
  state(action: Action): Promise<ActionState>
  perform(action: Action, how: Performing): Promise<Performed>
  /** Ends the session and with it the fence; `abandon` does not wait for the server. */
  end(abandon?: boolean): Promise<void>
}

export const openSqlSession = async (where: Omit<Where, 'settings'>): Promise<SqlSession> => {
  const whole = { ...where, settings: { idle_session_timeout: '0' } }
  const client = await connect(whole)
  const read = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    try {
      return (await client.query(extended(text, values, 10_000))).rows as Row[]
    } catch (error) {
      throw explain(error, where)
    }
  }
  const pid = await ownPid(read)
  // A server tells at connect the pid of the very backend; a pooler tells a number of its own.
  if ((client as unknown as { processID: number | null }).processID !== pid) {
    try {
      await refusePooled(whole, pid, read)
    } catch (error) {
      await hangUp(client, false)
      throw explain(error, where)
    }
  }
  return {
    pid,
    tryFence: run => tryFence(read, run),
    orphans: (run, token) => readOrphans(read, run, token),
    abandoned: (run, token, keep) => readAbandoned(read, run, token, keep),
    endAbandoned: (run, token, keep, known) => endAbandoned(read, run, token, keep, known),
    state: action => readState(read, action),
    perform: (action, how) => perform(client, where, action, how),
    end: abandon => hangUp(client, abandon ?? false),
  }
}

/** Reads as the acting role, because statistics, for example, are shown to the owner only. */
const readState = async (
  read: ReadRows,
  { state, role }: Pick<Action, 'state' | 'role'>,
): Promise<ActionState> => {
  if (!state) return 'unknown'
  if (role !== null) await read(`set role ${escapeIdentifier(role)}`)
  try {
    const [row] = await read<{ state: ActionState }>(state.text, state.values)
    return row?.state ?? 'absent'
  } finally {
    if (role !== null) await read('reset role')
  }
}
