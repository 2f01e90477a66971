/** A stop reaches the holder of the run at once, before the next renewal of the token. */
import { expect, onTestFinished, test } from 'vitest'
import { noLongerRuns, shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, twoBots } from '#test/support/kills'

/** The holders ask every 30 s. */
const tokenSeconds = 120

const howdah = await startHowdah({
  tables: ['create table users (id int)', 'insert into users select generate_series(1, 1000)'],
  engine: { tokenSeconds, sweepSeconds: 0.3 },
})
await twoBots(howdah)

test('a build that waits for others stops long before its holder next renews its token', async () => {
  const reader = await howdah.managed.connect(howdah.database)
  onTestFinished(() => reader.end())
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from users')
  const plan = await howdah.plan('/pg index create users columns=id')
  await howdah.click('adam', plan, 'approve')
  await shows(howdah, plan, 'Held up by')
  const asked = performance.now()
  await howdah.click('olga', plan, 'stop')
  await noLongerRuns(howdah, 'CREATE INDEX%')
  expect(performance.now() - asked).toBeLessThan((tokenSeconds / 4 / 3) * 1_000)
  await reader.query('rollback')
  expect(await outcomeOf(howdah, plan)).toBe('cancelled')
  expect(await invalidIndexes(howdah)).toEqual([])
})
