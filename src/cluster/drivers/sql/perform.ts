/** Performs a single action. Clusters are changed from nowhere else. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, escapeIdentifier } from 'pg'
import {
  connect,
  connectBeside,
  explain,
  extended,
  sqlstateOf,
  type Where,
} from '#cluster/clients/postgres/connection'
import {
  isLockTimeout,
  type LockWatch,
  waitedInVain,
  watchLockWait,
} from '#cluster/clients/postgres/lock-wait'
import { type ErrorFields, mayHoldValues } from '#cluster/clients/postgres/withheld'
import type { SqlAction } from '#model/action'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export interface Performing {
  /** Aborted when a person stops the run or the deadline passes: the statement is cancelled. */
  readonly stop: AbortSignal
  /** Aborted when the token is lost: the session is left alone for the next holder to look after. */
  readonly lost: AbortSignal
}

export interface Performed {
  readonly seconds: number
  readonly rows: number
  /** WARNINGs with hints, each once, are part of the result: VACUUM without the right only warns. */
  readonly warnings: readonly string[]
}

const cancelGraceMs = 15_000

/** Limits of a short lock: other sessions queue behind a waiting lock, so wait briefly and try again. */
const shortLock = { waitMs: 100, tries: 60, pauseMs: 50, watched: 10 } as const

/** A patient action leaves the other sessions alone most of the time, until the deadline of the action. */
const patientLock = { pauseMs: 500, watchedMs: 10_000 } as const

export const perform = async (
  client: Client,
  where: Omit<Where, 'settings'>,
  action: SqlAction,
  how: Performing,
): Promise<Performed> => {
  const started = performance.now()
  const heard = new Set<string>()
  const hear = (notice: Notice) => {
    if (notice.severity === 'WARNING' && heard.size < mostWarnings) heard.add(warningOf(notice))
  }
  client.on('notice', hear)
  try {
    await prepare(client, action)
    const rows = await withDeadline(client, where, action, how, () =>
      attempt(client, where, action, how),
    )
    const seconds = (performance.now() - started) / 1_000
    return { seconds, rows, warnings: [...heard] }
  } catch (error) {
    throw explain(error, where)
  } finally {
    client.off('notice', hear)
    await client.query(extended('reset role', [], 5_000)).catch(() => {})
  }
}

type Notice = ErrorFields & {
  readonly severity?: string | undefined
  readonly message?: string | undefined
  readonly hint?: string | undefined
}

/** A function may warn of every row. */
const mostWarnings = 20

const warningOf = (notice: Notice): string =>
  mayHoldValues(notice)
    ? 'A function of the database gave a warning, which may hold data and is not told here.'
    : [notice.message, notice.hint]
        .map(text => asSentence(text ?? ''))
        .join(' ')
        .trim()

const prepare = async (client: Client, action: SqlAction): Promise<void> => {
  const lockTimeout = waitsBriefly(action) ? shortLock.waitMs : 0
  await client.query(
    extended(
      // Timeouts set for the database or role would end a build; transaction_timeout exists from 17 on.
      `select set_config(name, case name when 'lock_timeout' then $1 else '0' end, false)
       from pg_settings where name in ('lock_timeout', 'statement_timeout', 'transaction_timeout')`,
      [`${lockTimeout}ms`],
      5_000,
    ),
  )
  if (action.role !== null) {
    await client.query(extended(`set role ${escapeIdentifier(action.role)}`, [], 5_000))
  }
}

const waitsBriefly = ({ locking }: SqlAction): boolean =>
  locking === 'short' || locking === 'patient'

/** The last tries for a lock are watched, so that a failure can name who holds the lock. */
const attempt = async (
  client: Client,
  where: Omit<Where, 'settings'>,
  action: SqlAction,
  how: Performing,
): Promise<number> => {
  const patient = action.locking === 'patient'
  // A little before the deadline cancels the statement: a cancelled try tells no holder.
  const until = performance.now() + action.deadlineSeconds * 1_000 - 1_000
  const over = (tries: number) => (patient ? performance.now() > until : tries >= shortLock.tries)
  const nearlyOver = (tries: number) =>
    patient
      ? performance.now() > until - patientLock.watchedMs
      : tries >= shortLock.tries - shortLock.watched
  const pauseMs = patient ? patientLock.pauseMs : shortLock.pauseMs
  let watch: LockWatch | undefined
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        const { rowCount } = await client.query(extended(action.statement, action.values))
        return rowCount ?? 0
      } catch (error) {
        if (!waitsBriefly(action) || !isLockTimeout(error)) throw error
        if (over(tries)) throw waitedInVain(where, await watch?.end())
        if (nearlyOver(tries)) watch ??= watchLockWait(connectBeside(where), pidOf(client))
        await sleep(pauseMs * (1 + 2 * Math.random()), undefined, { signal: how.stop }).catch(
          (aborted: unknown) => {
            throw stopped(aborted)
          },
        )
      }
    }
  } finally {
    await watch?.end()
  }
}

const pidOf = (client: Client): number =>
  (client as unknown as { processID: number | null }).processID ?? 0

/** Runs `work`; on stop or deadline cancels the statement from outside and waits for the end. */
const withDeadline = async (
  client: Client,
  where: Omit<Where, 'settings'>,
  action: SqlAction,
  how: Performing,
  work: () => Promise<number>,
): Promise<number> => {
  const late = AbortSignal.timeout(action.deadlineSeconds * 1_000)
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling ??= cancelStatement(client, where)
  }
  const lost = Promise.withResolvers<never>()
  const lose = () => lost.reject(unknownOutcome())
  let silence: NodeJS.Timeout | undefined
  // A black-holed connection never answers the cancel either: then the outcome is not known.
  const cancelThenGiveUp = () => {
    cancel()
    silence = setTimeout(lose, cancelGraceMs)
  }
  how.stop.addEventListener('abort', cancelThenGiveUp)
  late.addEventListener('abort', cancelThenGiveUp)
  how.lost.addEventListener('abort', lose)
  try {
    if (how.stop.aborted)
      throw new Failure('run.stopped', 'Stopped before it began.', 'Plan again.')
    return await Promise.race([work(), lost.promise])
  } catch (error) {
    if (sqlstateOf(error) === '57014' && how.stop.aborted) throw stopped(error)
    if (sqlstateOf(error) === '57014' && late.aborted) throw tooLate(action, error)
    throw error
  } finally {
    clearTimeout(silence)
    how.stop.removeEventListener('abort', cancelThenGiveUp)
    late.removeEventListener('abort', cancelThenGiveUp)
    how.lost.removeEventListener('abort', lose)
    // A cancel still on its way would hit the session's next statement.
    if (!how.lost.aborted) await cancelling
  }
}

const cancelStatement = async (client: Client, where: Omit<Where, 'settings'>): Promise<void> => {
  const other = await connect({ ...where, settings: {} }).catch(() => undefined)
  if (!other) return
  await other
    .query(extended('select pg_cancel_backend($1)', [pidOf(client)], 5_000))
    .catch(() => {})
  await other.end().catch(() => {})
}

const unknownOutcome = (): Failure =>
  new Failure(
    'run.unknown',
    'The statement did not answer: its outcome is not known.',
    'Howdah looks at the server before it says anything.',
    { unknown: true },
  )

const stopped = (cause: unknown): Failure =>
  new Failure('run.stopped', 'A person stopped it.', 'Plan again when it suits.', { cause })

const tooLate = (action: SqlAction, cause: unknown): Failure =>
  new Failure(
    'run.deadline',
    `It did not end within ${Math.round(action.deadlineSeconds / 60)} min and was cancelled.`,
    'Ask again at a quieter time, or with the blocking session gone.',
    { cause },
  )
