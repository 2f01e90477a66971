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
import { Failure } from '#src/errors'
import { settingsArrived, settingsHere } from '#src/session-settings'

/** A trial never runs long, because the trial's table is empty. */
const settings = {
  lock_timeout: '4000',
  statement_timeout: '5000',
  idle_in_transaction_session_timeout: '10000',
}

const answerMs = 6_000

/**
 * Sessions of other processes try one after the other as well, in each database; fences have 16596 as first key. From then
 * on a trial waits for no lock of others.
 */
const line = `select pg_advisory_xact_lock(16597, 1), set_config('lock_timeout', '1000', true)`

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
      return (await client.query(extended(text, values, answerMs))).rows as Row[]
    } catch (error) {
      throw objected(error) ?? explain(error, where)
    }
  }
  try {
    await read('begin read write')
    const [session] = await read<{ arrived: boolean }>(`select ${settingsArrived} as arrived`)
    if (session?.arrived !== true) await read(settingsHere(settings))
    await read(line).catch(inLine(where))
    return await attempt(read)
  } catch (error) {
    if (error instanceof Objected) return error.objection
    throw await told(error, where)
  } finally {
    // The end of the session rolls back as well: the server does so when the rollback cannot be sent.
    await client.query(extended('rollback', [], 2_000)).catch(() => {})
    await hangUp(client, false)
  }
}

/** Too many try at once; the plan says so, and is made all the same. */
export const crowded = (because: string): Failure =>
  new Failure('cluster.crowded', `${because}.`, 'Ask again in a minute to have it tried.')

const inLine =
  ({ cluster, database }: Omit<Where, 'settings'>) =>
  (error: unknown): never => {
    throw error instanceof Failure && error.code === 'sql.55P03'
      ? crowded(`another session tries a definition in ${database} of ${cluster.name} right now`)
      : error
  }

/** A session that ends without an answer is not a lost network: a second session tells the difference. */
const told = async (error: unknown, where: Omit<Where, 'settings'>): Promise<unknown> => {
  if (!(error instanceof Failure) || !error.unknown) return error
  const node = `${where.node} (${where.cluster.name})`
  const options = { cause: error, unknown: true }
  if (error.cause instanceof Error && error.cause.message === 'Query read timeout')
    return new Failure(
      'cluster.no-answer',
      `${node} gave no answer within ${answerMs / 1_000} s on whether it takes what was asked.`,
      'Look how busy the server is, then ask again.',
      options,
    )
  try {
    await hangUp(await connect({ ...where, settings }), false)
  } catch (now) {
    return now
  }
  return new Failure(
    'cluster.session-ended',
    `${node} ended the session that asked whether it takes this, and takes new sessions.`,
    'Its log says why. Ask again; if that ends the session too, ask for something that takes less memory.',
    options,
  )
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
