import { failpointsOf } from '#src/failpoint'
import { endOnceWhenFrozen } from '#test/support/frozen'
import { outcomeOf } from '#test/support/kills'

await endOnceWhenFrozen([
  {
    name: 'the undo of index.drop',
    // The index has an expression; statistics are collected after the build.
    points: failpointsOf(2),
    async planned({ howdah, drop }) {
      const dropped = await drop()
      await howdah.click('adam', dropped, 'approve')
      await outcomeOf(howdah, dropped)
      return howdah.planned(() => howdah.click('olga', dropped, 'undo'))
    },
    statement: 'CREATE INDEX CONCURRENTLY users_lower_idx',
    outcome: 'succeeded',
    left: true,
  },
])
