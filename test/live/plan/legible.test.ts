/** An approver sees all that would be run, or there is no plan. */
import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int, email text)'] })
await howdah.start()

/** An index whose predicate ends in words that an approver must not miss. */
const predicate = (repeated: string, times: number): string => `${repeated.repeat(times)}id <> 4711`

const shownOf = (words: string): string =>
  words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll(/[`\n]/g, '')

describe('a plan with a long predicate', () => {
  test('shows its last condition in the message and in plan show', async () => {
    const where = predicate("email <> 'somebody' and ", 78)
    const columns = `lower(email), ${'(id + 1), '.repeat(28)}id`
    const plan = await howdah.plan(
      `/pg index create users columns=${columns} name=long_idx where=${where}`,
    )
    expect(shownOf(wordsOf(plan))).toContain('<> 4711')
    const id = planIdOf(plan)
    await hear(howdah, 'adam', `/pg plan show ${id}`, 'Fingerprint')
    const shown = toldOnly(howdah.slack, 'U_ADAM').findLast(one => one.includes(id)) ?? ''
    expect(shownOf(shown)).toContain('<> 4711')
    await howdah.click('olga', plan, 'withdraw')
  })

  test('is refused where no message could hold it', async () => {
    const where = predicate('id<>1 and ', 190)
    const columns = `lower(email), ${`(email || '${'<>&'.repeat(60)}'), `.repeat(5)}id`
    const told = await hear(
      howdah,
      'olga',
      `/pg index create users columns=${columns} name=longer_idx where=${where}`,
      'too long to be read before it is approved',
    )
    expect(told).toContain('Make it shorter, to 4,500 at most')
  })
})
