/** A person holds few places in the line for trials by PostgreSQL, and other people still get places. */
import { describe, expect, test } from 'vitest'
import { listenFor } from '#test/support/hostile'
import { buttonIn, startHowdah, wordsOf } from '#test/support/howdah'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { people: { operators: ['U_OLGA', 'U_NOA'], approvers: ['U_ADAM', 'U_DANA'] } },
})
const { managed, database } = howdah
await howdah.start()

/** Both are tried one after the other. */
const patient = { timeout: 110_000 }

/** Holds the line of all processes, as a trial of a different process does. */
const holdLine = async (): Promise<() => Promise<void>> => {
  const client = await managed.connect(database)
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(16597, 1)')
  return () => client.end()
}

/** Waits for the plan of an index. */
const shown = (index: string) =>
  howdah.message(
    one => buttonIn(one, 'approve') && JSON.stringify(one.blocks).includes(index),
    `the plan of ${index}`,
  )

describe('a person who asks for many plans at once', () => {
  test('has two tried and is told so of the others; another person is not held up by them', async () => {
    const letGo = await holdLine()
    const heard = listenFor(howdah, 'olga')
    const asked = Array.from({ length: 12 }, async (_, number) =>
      howdah.say('olga', `/pg index create users columns=id name=many_${number}`),
    )
    expect(await heard('2 plans that you asked for are still being made.')).toContain(
      'Wait for the answers, then ask again.',
    )
    await Promise.all(asked)
    await letGo()
    await howdah.say('noa', '/pg index create users columns=email name=noa_idx')
    await shown('noa_idx')
    await expect
      .poll(
        () => howdah.store.query(`select from howdah.plan where body::text like '%many\\_%'`),
        patient,
      )
      .toHaveLength(2)
  })

  test('may ask for the rest afterwards', async () => {
    await howdah.say('olga', '/pg index create users columns=id,email name=later_idx')
    expect(wordsOf(await shown('later_idx'))).toContain('later_idx')
  })

  test('has one entry in the record for it', async () => {
    const rows = await howdah.store.query(
      `select from howdah.audit where body::json ->> 'kind' = 'denied'
         and body::json -> 'detail' ->> 'because' like '2 plans that you asked for%'`,
    )
    expect(rows).toHaveLength(1)
  })
})
