/** Has the server finish its file of WAL: a moment is restorable once archived. */
import type { ReadAction } from '#model/actions/read'

/** Once more changes nothing: a file of WAL that was just begun is not finished again. */
export const finishWal: Pick<ReadAction, 'query' | 'outputs'> = {
  query: { text: 'select pg_switch_wal()::text as lsn', values: [] },
  outputs: { lsn: 'lsn' },
}
