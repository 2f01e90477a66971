/** Asks the server whether the last batch of a cursor was committed. */
import type { FencedSession } from '#cluster/drivers/session/session'
import { startNow } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import { timelineNow } from '#model/actions/timeline-now'
import { Failure } from '#src/errors'

/**
 * Undefined where the server cannot tell any more. After a failover the new primary counts ids of its own, and may have
 * lost earlier batches. After a start the server may have given an id that was never flushed to a later transaction,
 * so `committed` is no answer then. A very old id has no status (manual, pg_xact_status).
 */
export const settleCursor = async (
  { read }: Pick<FencedSession, 'read'>,
  cursor: Cursor,
): Promise<Cursor | undefined> => {
  const { server, next } = cursor
  if (server === null) return cursor
  const status = await statusOf(read, server, next?.transaction ?? null)
  if (status === 'done' || status === 'aborted') return { ...cursor, next: null }
  return status === 'committed' && next ? { ...cursor, done: next.reaches, next: null } : undefined
}

type Status = 'done' | 'committed' | 'aborted' | 'in progress' | 'unknown'

const statusOf = async (
  read: FencedSession['read'],
  { timeline, start }: NonNullable<Cursor['server']>,
  transaction: string | null,
): Promise<Status> => {
  try {
    const [row] = await read<{ state: Status }>(question, [timeline, start, transaction])
    return row?.state ?? 'unknown'
  } catch (error) {
    // An id in the future: the server crashed before the transaction was flushed.
    if (error instanceof Failure && error.code === 'sql.22023') return 'aborted'
    throw error
  }
}

const question = `select case when ${timelineNow} <> $1 then 'unknown'
  when $3::text is null then 'done'
  when pg_xact_status($3::text::xid8) = 'committed' and ${startNow} <> $2 then 'unknown'
  else coalesce(pg_xact_status($3::text::xid8), 'unknown') end as state`
