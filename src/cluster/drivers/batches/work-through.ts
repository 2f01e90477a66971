/** Goes through the ranges in turn, from the cursor to the last key. */
import { connectBeside, explain, sqlstateOf } from '#cluster/clients/postgres/connection'
import {
  isLockTimeout,
  type LockWatch,
  waitedInVain,
  watchLockWait,
} from '#cluster/clients/postgres/lock-wait'
import { ownPace } from '#cluster/drivers/batches/own-pace'
import { rangeFailure } from '#cluster/drivers/batches/range-failure'
import {
  ask,
  type Batch,
  isContention,
  isTooLong,
  sendBatch,
  statementTimeoutMs,
} from '#cluster/drivers/batches/send-batch'
import { actIn, pause, pidOf, stopped } from '#cluster/drivers/session/acting'
import type { FencedSession } from '#cluster/drivers/session/session'
import { type BatchesAction, batchStatements } from '#model/actions/batches'
import type { Cursor, Far, KeyText } from '#model/actions/cursor'
import type { Acting, Performed, Pieces } from '#model/actions/driver'
import { Failure } from '#src/errors'

/** Milliseconds that a batch waits for a lock: writers queue behind a waiting lock, so try again instead. */
const lockTimeoutMs = 100

/** Milliseconds between two tries, up to three times as long. */
const retryMs = 50

/** Milliseconds before the deadline of a batch. */
const watchedMs = 2_000

interface Work {
  readonly session: FencedSession
  readonly action: BatchesAction
  readonly how: Acting
  readonly pieces: Pieces
  /** Hears of each cursor with no batch open. */
  readonly tell: (cursor: Cursor) => void
}

export const workThrough = async (
  session: FencedSession,
  action: BatchesAction,
  how: Acting,
  tell: (cursor: Cursor) => void,
): Promise<Performed> => {
  const { pieces } = how
  if (!pieces) throw new Error('batches without a place for their cursor')
  let halted = false
  const performed = await actIn(
    session,
    {
      // Triggers of the table find the application's names, too.
      asTyped: true,
      role: action.role,
      lockTimeoutMs,
      deadlineSeconds: null,
      statementTimeoutMs: statementTimeoutMs(action),
    },
    how,
    async () => {
      const work = { session, action, how, pieces, tell }
      const cursor = await goThrough(work, pieces.from ?? (await begin(work)))
      halted = !cursor.finished
      return {}
    },
  )
  return halted ? { ...performed, halted } : performed
}

/** The range is fixed before the first batch: keys that are inserted after the last one are not chased. */
const begin = async ({ session: { client }, action }: Work): Promise<Cursor> => {
  const { last } = batchStatements(action)
  const [end] = last === undefined ? [action.until] : await ask(client, action, last, [])
  const [first] = end
    ? await askRange(client, action, { from: action.after, last: end, rows: 1 })
    : []
  const range = first && end ? { first, last: end } : null
  return { range, done: null, next: null, server: null, finished: false }
}

const goThrough = async (work: Work, from: Cursor): Promise<Cursor> => {
  const { pieces, action, tell } = work
  let cursor = from
  const pace = ownPace(action.pace)
  for (;;) {
    const steer = await pieces.steer(cursor)
    tell(cursor)
    if (cursor.finished || steer.halt) return cursor
    const rows = pace.rows(steer)
    const batch = await nextBatch(work, cursor, rows)
    if (!batch) {
      cursor = { ...cursor, finished: true }
      await pieces.checkpoint(cursor)
      continue
    }
    const began = performance.now()
    const sent = await trySending(work, cursor, batch)
    if (sent === 'halt') return cursor
    if (sent === 'too long') {
      if (pace.tooLong(rows)) continue
      throw rangeFailure(action, cursor, batch, tooLong(action))
    }
    cursor = sent.cursor
    tell(cursor)
    pace.done(rows, sent.heldMs)
    await rest(work, cursor, pace.restMs(steer, performance.now() - began))
  }
}

/** Before a rest the cursor is settled: a start of the server meanwhile leaves no batch in question. */
const rest = async ({ pieces, how }: Work, cursor: Cursor, ms: number): Promise<void> => {
  if (ms === 0) return
  await pieces.checkpoint(cursor)
  await pause(ms, how)
}

const nextBatch = async (
  { session: { client, where }, action }: Work,
  { range, done }: Cursor,
  rows: number,
): Promise<Batch | undefined> => {
  if (range === null) return undefined
  const from = done?.upTo ?? action.after
  const [first, last] = await askRange(client, action, { from, last: range.last, rows }).catch(
    (error: unknown) => {
      throw explain(error, where)
    },
  )
  return first && last ? { first, last } : undefined
}

/** `from` is exclusive, null for the beginning of the table; `last` is inclusive. */
const askRange = (
  client: FencedSession['client'],
  action: BatchesAction,
  {
    from,
    last,
    rows,
  }: { readonly from: KeyText | null; readonly last: KeyText; readonly rows: number },
): Promise<readonly KeyText[]> => {
  const { firstRange, nextRange } = batchStatements(action)
  return from === null && firstRange !== undefined
    ? ask(client, action, firstRange, [...last, rows])
    : ask(client, action, nextRange, [...(from ?? []), ...last, rows])
}

/** Again and again while other transactions are in the way, until the deadline of the batch. */
const trySending = async (
  work: Work,
  cursor: Cursor,
  batch: Batch,
): Promise<Sent | 'halt' | 'too long'> => {
  const { session, action, how, pieces } = work
  const { client, where } = session
  const until = performance.now() + action.deadlineSeconds * 1_000
  let watch: LockWatch | undefined
  const failure = async (error: unknown): Promise<Failure> =>
    isLockTimeout(error) ? waitedInVain(where, await watch?.end()) : explain(error, where)
  try {
    for (;;) {
      try {
        return await sent(work, cursor, batch)
      } catch (error) {
        if (how.stop.aborted || how.lost.aborted || sqlstateOf(error) === null) throw error
        if (isTooLong(error)) return 'too long'
        if (!isContention(error) || performance.now() > until)
          throw rangeFailure(action, cursor, batch, await failure(error))
      }
      // The last tries are watched, so that a failure can name the holder of the lock.
      if (performance.now() > until - watchedMs)
        watch ??= watchLockWait(connectBeside(where), pidOf(client))
      await pause(retryMs * (1 + 2 * Math.random()), how)
      if ((await pieces.steer(cursor)).halt) return 'halt'
    }
  } finally {
    await watch?.end()
  }
}

const tooLong = ({ deadlineSeconds, pace }: BatchesAction): Failure =>
  new Failure(
    'run.deadline',
    `A batch of ${pace.rows.least} rows did not end within ${deadlineSeconds} s.`,
    'See what makes the statement slow for these rows, and plan again.',
  )

interface Sent {
  readonly cursor: Cursor
  /** Milliseconds of the transaction. */
  readonly heldMs: number
}

const sent = async (
  { session: { client }, action, how, pieces }: Work,
  cursor: Cursor,
  batch: Batch,
): Promise<Sent> => {
  const began = performance.now()
  let reaches: Far = { upTo: batch.last, rows: 0, pieces: 0 }
  const { timeline, start } = await sendBatch(
    client,
    action,
    batch,
    async ({ rows, transaction, timeline, start }) => {
      reaches = {
        upTo: batch.last,
        rows: (cursor.done?.rows ?? 0) + rows,
        pieces: (cursor.done?.pieces ?? 0) + 1,
      }
      const server = { timeline, start }
      await pieces.checkpoint({ ...cursor, server, next: { reaches, transaction } })
      if (how.stop.aborted || how.lost.aborted) throw stopped(undefined)
    },
  )
  return {
    cursor: { ...cursor, server: { timeline, start }, done: reaches, next: null },
    heldMs: performance.now() - began,
  }
}
