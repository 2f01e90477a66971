/** Makes schema and table, copies the rows, and commits only where both servers tell the same count and hash. */
import { explain, extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import { type Cloned, openClone } from '#cluster/drivers/copy/open-clone'
import { pipeCopy } from '#cluster/drivers/copy/pipe-copy'
import { actIn, prepare, stopped, withDeadline } from '#cluster/drivers/session/acting'
import { refuseStrangeCode } from '#cluster/drivers/session/refuse-strange-code'
import type { FencedSession } from '#cluster/drivers/session/session'
import { type CopyAction, copiedTable, readStatements, writeStatements } from '#model/actions/copy'
import type { Acting, Holder, Performed } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { counted } from '#text/figures'

type Session = Pick<FencedSession, 'client' | 'where'>

interface Tally {
  /** A whole number in text: PostgreSQL's bigint. */
  readonly rows: string
  readonly hash: string
}

/** `tell` hears of each phase that PostgreSQL has no progress of. */
export const copyRows = (
  session: FencedSession,
  action: CopyAction,
  holder: Holder,
  how: Acting,
  tell: (phase: string) => void,
): Promise<Performed> => {
  const { role, deadlineSeconds } = action
  const bounds = { asTyped: false, role, lockTimeoutMs: 0, deadlineSeconds }
  return actIn(session, bounds, how, async () => {
    const clone = await openClone(action, holder)
    let read = false
    try {
      await prepare(clone.client, bounds)
      // A stop or the deadline cancels the statements of both sides: either may be slow.
      const tally = await withDeadline(clone.client, clone.where, bounds, how, goOn =>
        copyWhole(session, clone, action, {
          tell,
          goOn() {
            goOn()
            if (how.lost.aborted) throw stopped(undefined)
          },
        }),
      )
      read = true
      return { rows: Number(tally.rows), hash: tally.hash }
    } finally {
      await clone.close(!read)
    }
  })
}

const copyWhole = async (
  session: Session,
  clone: Cloned,
  action: CopyAction,
  { tell, goOn }: { readonly tell: (phase: string) => void; readonly goOn: () => void },
): Promise<Tally> => {
  const read = readStatements(action)
  const write = writeStatements(action)
  const inClone = (text: string) => send(clone, text, goOn)
  const here = (text: string) => send(session, text, goOn)
  for (const text of read.begin) await inClone(text)
  await inClone(read.lock).catch((error: unknown) => {
    throw lockedInClone(error, action) ?? error
  })
  sameMoment(await inClone(read.at), action)
  try {
    for (const text of write.make) await here(text)
    await refuseStrangeCode(session.client, copiedTable(action))
    goOn()
    await pipeCopy({ ...clone, text: read.copy }, { ...session, text: write.copy })
    tell('counting and hashing the rows on both sides')
    const [[there], [arrived]] = await Promise.all([
      inClone(read.tally),
      here(write.mark).then(() => here(write.tally)),
    ])
    const tally = sameRows(there as Tally | undefined, arrived as Tally | undefined, action)
    await inClone(read.end)
    await here(write.end)
    return tally
  } catch (error) {
    // Without an answer from the server the connection is gone, and the transaction with it or committed.
    await session.client.query(extended('rollback', [], 5_000)).catch(() => {})
    throw error
  }
}

/** An error is told with the name of the server. A cancel keeps the SQLSTATE: a stop differs from a deadline. */
const send = async (
  { client, where }: Session,
  text: string,
  goOn: () => void,
): Promise<readonly unknown[]> => {
  goOn()
  try {
    return (await client.query<object>(extended(text))).rows
  } catch (error) {
    throw sqlstateOf(error) === '57014' ? error : explain(error, where)
  }
}

const sameMoment = (rows: readonly unknown[], { from }: CopyAction): void => {
  const [{ lsn } = { lsn: null }] = rows as readonly { readonly lsn: string | null }[]
  if (from.lsn === null || lsn === from.lsn) return
  throw new Failure(
    'clone.moved',
    `${from.cluster} is not where the plan was made any more: it was paused at ${from.lsn}, and is ${lsn === null ? 'promoted' : `at ${lsn}`} now.`,
    'Plan again.',
  )
}

/** Of a clone that is paused between a lock and the commit behind it, for example of a DROP TABLE. */
const lockedInClone = (error: unknown, { from }: CopyAction): Failure | undefined =>
  error instanceof Failure && error.code === 'sql.55P03'
    ? new Failure(
        'clone.locked',
        `${from.table} is locked in ${from.cluster}, by another session or by the replay of a change that had not ended at that moment.`,
        'Take a clone of an earlier moment, or end the session there, and plan again.',
        { cause: error },
      )
    : undefined

const sameRows = (
  there: Tally | undefined,
  arrived: Tally | undefined,
  action: CopyAction,
): Tally => {
  if (!there || !arrived) throw new Error('a count gave no row')
  if (there.rows === arrived.rows && there.hash === arrived.hash) return arrived
  const differ =
    there.rows === arrived.rows
      ? `${counted(Number(there.rows), 'row')} on both sides, with different values`
      : `${counted(Number(there.rows), 'row')} in ${action.from.cluster}, ${counted(Number(arrived.rows), 'row')} here`
  throw new Failure(
    'copy.differs',
    `What arrived is not what ${action.from.cluster} has: ${differ}. Nothing was kept.`,
    'Compare the types of its columns on both sides, and plan again.',
  )
}
