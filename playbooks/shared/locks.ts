/** Words about the locks of every concurrent index statement, the same everywhere. */
import type { WalAbout } from '#cluster/facts/node/wal'
import type { Action } from '#model/action'
import type { Estimate } from '#model/plan'
import { seconds } from '#text/figures'

/** SHARE UPDATE EXCLUSIVE is self-conflicting: autovacuum waits too. */
export const concurrentLocks = (
  table: string,
  { deadlineSeconds }: Pick<Action, 'deadlineSeconds'>,
): Estimate => ({
  label: 'Locks',
  value: `reads and writes on ${table} continue; schema changes, VACUUM and ANALYZE wait; cancelled after ${seconds(deadlineSeconds)}`,
})

/** A replica replays the end of an index under ACCESS EXCLUSIVE. */
export const replayNote = (
  table: string,
  wal: Pick<WalAbout, 'replicas'> | null,
): readonly string[] =>
  wal?.replicas
    ? [
        `When it ends, queries on ${table} that run on replicas may be cancelled, or hold replay up for as long as max_standby_streaming_delay.`,
      ]
    : []
