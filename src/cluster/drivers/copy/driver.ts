/** Copies the rows of a table of a clone into a separate schema, in a single transaction, and compares the rows before the commit. */
import { copyRows } from '#cluster/drivers/copy/copy-rows'
import { removeCopy } from '#cluster/drivers/copy/remove-copy'
import { prepare } from '#cluster/drivers/session/acting'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { refuseStrangeCode } from '#cluster/drivers/session/refuse-strange-code'
import { type FencedSession, openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import type { ActionState } from '#model/actions/action-kind'
import { type CopyAction, copyKind, copyOfRun, copyState, markOf } from '#model/actions/copy'
import type { Driver, StepProgress } from '#model/actions/driver'
import type { Reader } from '#model/view'
import { bytes, counted } from '#text/figures'

export const copyDriver: Driver<CopyAction> = {
  kind: 'copy',
  async take(action, holder) {
    const session = await openSession(copyKind.place(action), holder)
    const reader = holder.cluster.reader(action.node, action.database)
    let phase: string | undefined
    const tell = (begun: string) => {
      phase = begun
    }
    return {
      ...unadopted(session),
      look: one => look(session, one, holder.run),
      act: (one, how) =>
        one.way === 'copy'
          ? copyRows(session, one, holder, how, tell)
          : removeCopy(session, one, how),
      progress: async by =>
        (await progressOf(reader, by?.pid ?? session.pid)) ??
        (phase === undefined ? undefined : { phase, percent: null, blocker: null }),
    }
  },
  observe: (action, view) => observeOn(view, action.node, copyState(action)),
}

/** A different run may have given the same name to a copy, and that copy must not count as done. */
const look = async (
  session: FencedSession,
  action: CopyAction,
  run: string,
): Promise<ActionState> => {
  const state = await lookAs(session, null, copyState(action))
  return state === 'present' && action.way === 'copy' ? stateOfRun(session, action, run) : state
}

/** Milliseconds: the owner may hold a lock on the mark. */
const lookTimeoutMs = 60_000

/** Read as the owner, who may have put a view in the place of the mark. */
const stateOfRun = async (
  { client, read }: FencedSession,
  action: CopyAction,
  run: string,
): Promise<ActionState> => {
  const { lock, text } = copyOfRun(action)
  await prepare(client, {
    asTyped: false,
    role: action.role,
    lockTimeoutMs: lookTimeoutMs,
    deadlineSeconds: null,
  })
  try {
    await read('begin')
    await read('set local row_security to off')
    await read(lock)
    await refuseStrangeCode(client, markOf(action))
    const [row] = await read<{ state: ActionState }>(text, [run])
    return row?.state ?? 'absent'
  } finally {
    for (const back of ['rollback', 'reset role']) await read(back).catch(() => {})
  }
}

interface Arrived {
  readonly rows: number
  readonly bytes: number
}

/** Rows are told in steps of up to 1,000. How much there is to come is unknown: the total of a COPY from a client is 0. */
const progressOf = async (reader: Reader, pid: number): Promise<StepProgress | undefined> => {
  const [row] = await reader.read<Arrived>(
    `select tuples_processed::float8 as rows, bytes_processed::float8 as bytes
     from pg_stat_progress_copy where pid = $1 and command = 'COPY FROM'`,
    [pid],
  )
  return (
    row && {
      phase: `copying: ${counted(row.rows, 'row')}, ${bytes(row.bytes)}`,
      percent: null,
      blocker: null,
    }
  )
}
