import { undoFailpointsOf } from '#src/failpoint'
import { endOnceWhenFrozen } from '#test/support/frozen'
import { stopDrop } from '#test/support/stopped-drop'

await endOnceWhenFrozen([
  {
    name: 'a drop that is stopped and taken back',
    points: undoFailpointsOf(0),
    planned: ({ drop }) => drop(),
    begin: ({ howdah }, plan) =>
      stopDrop(howdah, plan, { table: 'users', index: 'users_lower_idx' }),
    statement: 'REINDEX INDEX CONCURRENTLY public.users_lower_idx',
    outcome: 'cancelled',
    left: true,
  },
])
