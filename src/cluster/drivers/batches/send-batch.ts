/** Sends a batch: statement, checkpoint, commit. */
import type { Client } from 'pg'
import { extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import { refuseStrangeCode } from '#cluster/drivers/session/refuse-strange-code'
import { type BatchesAction, batchStatements } from '#model/actions/batches'
import type { KeyText, ServerLife } from '#model/actions/cursor'

export interface Batch {
  readonly first: KeyText
  readonly last: KeyText
}

/** The transaction before the commit. */
export interface Changed extends ServerLife {
  readonly rows: number
  readonly transaction: string
}

/** A server that has not cancelled the statement so long after the time-out is given up. */
const graceMs = 15_000

/** Milliseconds until PostgreSQL ends a statement of the action. */
export const statementTimeoutMs = ({ deadlineSeconds }: Pick<BatchesAction, 'deadlineSeconds'>) =>
  deadlineSeconds * 1_000

/** Reads a range as the first and the last key. A view in the place of the table would bring any code along. */
export const ask = async (
  client: Client,
  action: BatchesAction,
  text: string,
  values: readonly unknown[],
): Promise<readonly KeyText[]> => {
  const { begin, lockToRead, commit } = batchStatements(action)
  const rows = await whole(client, async () => {
    await client.query(bounded(action, begin))
    await client.query(bounded(action, lockToRead))
    await refuseStrangeCode(client, action.table)
    const read = await client.query<Record<string, string>>(bounded(action, text, values))
    await client.query(bounded(action, commit))
    return read.rows
  })
  return rows.map(row => action.key.map((_, column) => row[`k${column + 1}`] ?? ''))
}

/** Without an answer from the server the connection is gone, and the transaction with it or committed. */
const whole = async <Done>(client: Client, work: () => Promise<Done>): Promise<Done> => {
  try {
    return await work()
  } catch (error) {
    await client.query(extended('rollback', [], 5_000)).catch(() => {})
    throw error
  }
}

const bounded = (action: BatchesAction, text: string, values: readonly unknown[] = []) =>
  extended(text, values, statementTimeoutMs(action) + graceMs)

/** `keep` is called with the transaction still open; an error of `keep` rolls back. */
export const sendBatch = async (
  client: Client,
  action: BatchesAction,
  { first, last }: Batch,
  keep: (changed: Changed) => Promise<void>,
): Promise<Changed> => {
  const { begin, lock, statement, transaction, commit } = batchStatements(action)
  return whole(client, async () => {
    await client.query(bounded(action, begin))
    await client.query(bounded(action, lock))
    await refuseStrangeCode(client, action.table)
    const { rowCount } = await client.query(bounded(action, statement, [...first, ...last]))
    const asked = await client.query<Omit<Changed, 'rows'>>(bounded(action, transaction))
    const [told] = asked.rows
    if (!told) throw new Error('pg_current_xact_id gave no row')
    const changed = { ...told, rows: rowCount ?? 0 }
    await keep(changed)
    await client.query(bounded(action, commit))
    return changed
  })
}

/** Trouble with other transactions: the batch is rolled back, and may be sent again. */
export const isContention = (error: unknown): boolean =>
  ['55P03', '40P01', '40001'].includes(sqlstateOf(error) ?? '')

/** The server cancelled the statement. */
export const isTooLong = (error: unknown): boolean => sqlstateOf(error) === '57014'
