/** Steps and journals for tests of the decisions made from steps and journals. */
import type { SqlAction } from '#model/actions/sql'
import type { JournalEntry, JournalKind } from '#model/journal'
import type { Step } from '#model/plan'

const action: SqlAction = {
  kind: 'sql',
  node: 'n1',
  database: 'app',
  duty: 'ddl',
  role: null,
  statement: 'select 1',
  values: [],
  state: null,
  repair: null,
  tidy: null,
  again: false,
  locking: 'none',
  deadlineSeconds: 1,
}

export const step = (onFailure: Step['onFailure'], title = 'Build a'): Step<SqlAction> => ({
  title,
  action,
  effects: [],
  onFailure,
  undo: { title: `Drop what ${title} made`, action, effects: [] },
})

export type Written = readonly (readonly [JournalKind, number | null, object?])[]

export const journalOf = (entries: Written): readonly JournalEntry[] =>
  entries.map(([kind, at, detail], index) => ({
    seq: index + 1,
    token: 1,
    kind,
    step: at,
    detail: { ...detail },
    at: '2026-11-23T00:00:00Z',
  }))
