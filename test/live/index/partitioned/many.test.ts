/** Sixty partitions with long names. */
import { describe, expect, test } from 'vitest'
import { startHowdah, wordsOf } from '#test/support/howdah'
import {
  expectOneOutcome,
  invalidIndexes,
  outcomeOf,
  ownIndexes,
  twoBots,
} from '#test/support/kills'

const partitions = 60

const howdah = await startHowdah({
  tables: [
    `create table "Measures of everything that was ever seen by a sensor" (id int) partition by range (id)`,
    `do $$ begin for i in 1..${partitions} loop execute format('create table %I partition of %I for values from (%s) to (%s)',
       'Measures of everything that was ever seen by a sensor, no ' || i, 'Measures of everything that was ever seen by a sensor', i, i + 1); end loop; end $$`,
  ],
})
await twoBots(howdah)

describe('index.create on a table with many partitions', () => {
  test('shows a few, names each within 63 bytes, and ends with a valid whole', async () => {
    const plan = await howdah.plan(
      '/pg index create table="Measures of everything that was ever seen by a sensor" columns=id',
    )
    const words = wordsOf(plan)
    expect(words).toContain(`the same for ${partitions - 3} more: public."Measures`)
    expect(words.length).toBeLessThan(9_000)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
    const names = await ownIndexes(howdah)
    expect(names).toHaveLength(partitions + 1)
    await expectOneOutcome(howdah, plan, 'succeeded')
    expect(howdah.thread(plan).length).toBeLessThan(40)
  }, 300_000)
})
