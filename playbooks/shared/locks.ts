/** Words about the locks of every concurrent index statement, the same everywhere. */
import type { Action } from '#model/action'
import type { Estimate } from '#model/plan'
import { seconds } from '#text/figures'

/** SHARE UPDATE EXCLUSIVE is self-conflicting: autovacuum waits too. */
export const concurrentLocks = (
  table: string,
  { deadlineSeconds }: Pick<Action, 'deadlineSeconds'>,
): Estimate => ({
  label: 'Locks',
  value: `reads and writes on ${table} continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after ${seconds(deadlineSeconds)}`,
})

/** DROP INDEX on the index of a partitioned table locks the table and every partition. */
export const wholeDropLocks = (
  table: string,
  { deadlineSeconds }: Pick<Action, 'deadlineSeconds'>,
): Estimate => ({
  label: 'Locks',
  value: `reads and writes on ${table} stop for a moment: for its locks the drop waits 100 ms and tries again, for ${seconds(deadlineSeconds)} at most`,
})

/** A replica replays the end of an index under ACCESS EXCLUSIVE. */
export const replayNote = (table: string, replicated: boolean): readonly string[] =>
  replicated
    ? [
        `When it ends, queries on ${table} that run on replicas may be cancelled, or hold replay up for as long as max_standby_streaming_delay.`,
      ]
    : []
