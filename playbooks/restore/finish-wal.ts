/** Has the server finish its file of WAL: a moment is restorable once archived. */
import type { Step } from '#model/plan'

/** Gives the output `lsn`. Once more changes nothing: a file of WAL that was just begun is not finished again. */
export const finishWal = (node: string, database: string): Step => ({
  title: `Have ${node} finish its file of WAL, so that the moment is archived`,
  action: {
    kind: 'read',
    node,
    database,
    duty: 'backup',
    deadlineSeconds: 60,
    query: { text: 'select pg_switch_wal()::text as lsn', values: [] },
    outputs: { lsn: 'lsn' },
  },
  effects: [],
  onFailure: 'undo',
  undo: null,
})
