import { failpointsOf } from '#src/failpoint'
import { endOnceWhenFrozen } from '#test/support/frozen'
import { outcomeOf } from '#test/support/kills'

const statement = 'DROP INDEX CONCURRENTLY public.users_lower_idx'

await endOnceWhenFrozen([
  {
    name: 'index.drop',
    points: failpointsOf(1),
    planned: ({ drop }) => drop(),
    statement,
    outcome: 'succeeded',
    left: false,
  },
  {
    name: 'the undo of index.create',
    points: failpointsOf(1),
    async planned({ howdah, build }) {
      const built = await build()
      await howdah.click('adam', built, 'approve')
      await outcomeOf(howdah, built)
      return howdah.planned(() => howdah.click('olga', built, 'undo'))
    },
    statement,
    outcome: 'succeeded',
    left: false,
  },
])
