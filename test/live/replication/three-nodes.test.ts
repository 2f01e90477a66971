/** A second replica follows whoever becomes the primary. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { stopServerOf } from '#cluster/drivers/switchover/server'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { startMoving } from '#test/support/moving'

const { howdah, servers, database, more, expectPrimary, kill } = await startMoving(
  'create table orders (id int primary key)',
  { third: true },
)
const third = more['shop-3']

// What stops a server of a test went with the kill of the server.
afterAll(() =>
  Promise.all(
    Object.values(servers).map(({ dataDir }) => stopServerOf(dataDir, 'SIGQUIT', 60_000)),
  ),
)

/** Expects shop-3 to have the row that was written last. */
const expectRow = async (id: number): Promise<void> => {
  await expect
    .poll(() => third?.query(database, `select id from orders where id = ${id}`), {
      timeout: 110_000,
    })
    .toEqual([{ id }])
}

describe('a second replica', () => {
  beforeEach(() => twoBots(howdah))

  test('follows after a switchover', async () => {
    await expectPrimary('shop-1')
    const plan = await howdah.plan('/pg replication switchover shop-2')
    expect(wordsOf(plan)).toContain('shop-3 will follow shop-2 too')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectPrimary('shop-2')
    await servers['shop-2'].run(database, 'insert into orders values (1)')
    await expectRow(1)
  }, 300_000)

  test('follows after a failover', async () => {
    await kill('shop-2')
    const plan = await howdah.plan('/pg replication failover over=shop')
    expect(wordsOf(plan)).toContain('Fail shop over to shop-1: shop-2 is gone')
    expect(wordsOf(plan)).toContain('shop-3 has received as much')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
      'the others followed after',
    )
    await servers['shop-1'].run(database, 'insert into orders values (2)')
    await expectRow(2)
  }, 300_000)
})
