/**
 * Asks PostgreSQL itself whether some statements would be accepted. The statements run in a session of their
 * own, in a transaction that is always rolled back, and the session is thrown away (docs/decisions/0015).
 */
import {
  connect,
  explain,
  extended,
  hangUp,
  type ReadRows,
  sqlstateOf,
  type Where,
} from '#cluster/clients/postgres/connection'
import { type ErrorFields, mayHoldValues } from '#cluster/clients/postgres/withheld'
import type { Objection } from '#model/view'

/** A trial waits for nobody and never runs long, because the trial's table is empty. */
const settings = {
  lock_timeout: '1000',
  statement_timeout: '5000',
  idle_in_transaction_session_timeout: '10000',
}

/** SQLSTATEs without a judgement: connection, resources, a lock, a cancel, damage. XX000 is also what extensions raise. */
const noJudgement = /^(08|40|53|55|57|58|XX00[12])/

class Objected extends Error {
  readonly objection: Objection
  constructor(objection: Objection) {
    super(objection.message)
    this.objection = objection
  }
}

export const tryOut = async <Found>(
  where: Omit<Where, 'settings'>,
  attempt: (read: ReadRows) => Promise<Found>,
): Promise<Found | Objection> => {
  const client = await connect({ ...where, settings })
  const read: ReadRows = async <Row>(text: string, values: readonly unknown[] = []) => {
    try {
      return (await client.query(extended(text, values, 6_000))).rows as Row[]
    } catch (error) {
      throw objected(error) ?? explain(error, where)
    }
  }
  try {
    await read('begin read write')
    return await attempt(read)
  } catch (error) {
    if (error instanceof Objected) return error.objection
    throw error
  } finally {
    // The end of the session rolls back as well: the server does so when the rollback cannot be sent.
    await client.query(extended('rollback', [], 2_000)).catch(() => {})
    await hangUp(client, false)
  }
}

interface Said extends ErrorFields {
  readonly hint?: string
  readonly detail?: string
}

const objected = (error: unknown): Objected | undefined => {
  const code = sqlstateOf(error)
  if (code === null || noJudgement.test(code) || !(error instanceof Error)) return undefined
  const { hint, detail, ...said } = error as Said
  const raised = mayHoldValues(said)
  return new Objected({
    kind: 'objection',
    code,
    raised,
    ...(raised
      ? { message: `the expression fails as soon as it is planned (SQLSTATE ${code})`, hint: null }
      : { message: error.message, hint: hint ?? detail ?? null }),
  })
}
