/**
 * Works in a session that acts: as the owner's role, without the time-outs of database and role, until a stop or a
 * deadline cancels the statement from outside. Warnings are part of the result.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, escapeIdentifier } from 'pg'
import {
  connect,
  explain,
  extended,
  sqlstateOf,
  type Where,
} from '#cluster/clients/postgres/connection'
import { type ErrorFields, mayHoldValues } from '#cluster/clients/postgres/withheld'
import type { FencedSession } from '#cluster/drivers/session/session'
import type { Acting, Performed } from '#model/actions/driver'
import { Failure } from '#src/errors'
import { schemaOfStatements } from '#src/session-settings'
import { asSentence } from '#text/sentence'

export interface Bounds {
  /** Whether people wrote the statements: then names without a schema are those of `public`, too. */
  readonly asTyped: boolean
  /** Null acts as the login role. */
  readonly role: string | null
  /** Milliseconds; 0 waits for a lock for ever. */
  readonly lockTimeoutMs: number
  /** Null for an action that bounds each of its statements by `statementTimeoutMs`. */
  readonly deadlineSeconds: number | null
  /** Milliseconds; the server cancels a longer statement. 0, the default, for no limit. */
  readonly statementTimeoutMs?: number
  /** Statements that set what the work needs, and those that take the settings back; left out for none. */
  readonly settings?: { readonly set: readonly string[]; readonly reset: readonly string[] }
}

const cancelGraceMs = 15_000

/** `work` gives the answer's outputs. */
export const actIn = async (
  { client, where }: Pick<FencedSession, 'client' | 'where'>,
  bounds: Bounds,
  how: Acting,
  work: () => Promise<Performed['outputs']>,
): Promise<Performed> => {
  const started = performance.now()
  const heard = new Set<string>()
  const hear = (notice: Notice) => {
    if (notice.severity === 'WARNING' && heard.size < mostWarnings) heard.add(warningOf(notice))
  }
  client.on('notice', hear)
  try {
    await prepare(client, bounds)
    const outputs = await withDeadline(client, where, bounds, how, work)
    const seconds = (performance.now() - started) / 1_000
    return { seconds, warnings: [...heard], outputs }
  } catch (error) {
    throw explain(error, where)
  } finally {
    client.off('notice', hear)
    // A lost session is given up, and may be busy for hours.
    if (!how.lost.aborted)
      for (const back of [
        ...(bounds.settings?.reset ?? []),
        'reset role',
        `select set_config('search_path', 'pg_catalog', false)`,
      ])
        await client.query(extended(back, [], 5_000)).catch(() => {})
  }
}

export type Notice = ErrorFields & {
  readonly severity?: string | undefined
  readonly message?: string | undefined
  readonly hint?: string | undefined
}

/** A function may warn of every row. */
export const mostWarnings = 20

export const warningOf = (notice: Notice): string =>
  mayHoldValues(notice)
    ? 'A function of the database gave a warning, which may hold data and is not told here.'
    : [notice.message, notice.hint]
        .map(text => asSentence(text ?? ''))
        .join(' ')
        .trim()

/** Gives the session the time-outs, the names and the role of the work. */
export const prepare = async (
  client: Client,
  { asTyped, role, lockTimeoutMs, statementTimeoutMs = 0, settings }: Bounds,
): Promise<void> => {
  await client.query(
    extended(
      // Timeouts set for the database or role would end a build, or a transaction that waits for a second server;
      // transaction_timeout exists from 17 on. What the journal will call done has to survive a crash.
      `select set_config(name, case name when 'lock_timeout' then $1 when 'statement_timeout' then $2
         when 'search_path' then $3 when 'synchronous_commit' then 'on' else '0' end, false)
       from pg_settings where name in ('lock_timeout', 'statement_timeout', 'transaction_timeout',
           'idle_in_transaction_session_timeout', 'search_path')
         or name = 'synchronous_commit' and setting = 'off'`,
      [
        `${lockTimeoutMs}ms`,
        `${statementTimeoutMs}ms`,
        asTyped ? schemaOfStatements : 'pg_catalog',
      ],
      5_000,
    ),
  )
  for (const set of settings?.set ?? []) await client.query(extended(set, [], 5_000))
  if (role !== null) await client.query(extended(`set role ${escapeIdentifier(role)}`, [], 5_000))
}

/** Backend pid of a session, as the server told it at connect. */
export const pidOf = (client: Client): number =>
  (client as unknown as { processID: number | null }).processID ?? 0

/**
 * Runs `work`; on stop or deadline cancels the statement from outside and waits for the end. `goOn` throws once one of
 * the two has come: work that does more than its statements asks before each.
 */
export const withDeadline = async <Done>(
  client: Client,
  where: Omit<Where, 'settings'>,
  { deadlineSeconds }: Pick<Bounds, 'deadlineSeconds'>,
  how: Acting,
  work: (goOn: () => void) => Promise<Done>,
): Promise<Done> => {
  const late =
    deadlineSeconds === null
      ? new AbortController().signal
      : AbortSignal.timeout(deadlineSeconds * 1_000)
  const goOn = () => {
    if (how.stop.aborted) throw stopped(undefined)
    if (late.aborted) throw tooLate(deadlineSeconds ?? 0, undefined)
  }
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
    return await Promise.race([work(goOn), lost.promise])
  } catch (error) {
    if (sqlstateOf(error) === '57014' && how.stop.aborted) throw stopped(error)
    if (sqlstateOf(error) === '57014' && late.aborted) throw tooLate(deadlineSeconds ?? 0, error)
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

/** Waits between two tries; a stop ends the waiting as a stop. */
export const pause = (ms: number, { stop }: Pick<Acting, 'stop'>): Promise<void> =>
  sleep(ms, undefined, { signal: stop }).catch((aborted: unknown) => {
    throw stopped(aborted)
  })

export const stopped = (cause: unknown): Failure =>
  new Failure('run.stopped', 'A person stopped it.', 'Plan again when it suits.', { cause })

const tooLate = (deadlineSeconds: number, cause: unknown): Failure =>
  new Failure(
    'run.deadline',
    `It did not end within ${Math.round(deadlineSeconds / 60)} min and was cancelled.`,
    'Ask again at a quieter time, or with the blocking session gone.',
    { cause },
  )
