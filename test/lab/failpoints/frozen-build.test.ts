import { failpointsOf, undoFailpointsOf } from '#src/failpoint'
import { endOnceWhenFrozen } from '#test/support/frozen'

await endOnceWhenFrozen([
  {
    name: 'index.create',
    points: failpointsOf(2),
    planned: ({ build }) => build(),
    statement: 'CREATE INDEX CONCURRENTLY users_lower_idx',
    outcome: 'succeeded',
    left: true,
  },
  {
    name: 'a failed build that is taken back',
    points: undoFailpointsOf(0),
    planned: ({ howdah }) => howdah.plan('/pg index create twice columns=id unique=yes'),
    statement: 'CREATE UNIQUE INDEX CONCURRENTLY twice_id_idx',
    outcome: 'failed',
    left: false,
  },
])
