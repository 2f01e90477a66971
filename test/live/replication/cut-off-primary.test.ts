/** A primary that lives, and that Howdah alone does not reach. */
import { afterAll, expect, test } from 'vitest'
import { freePort } from '#local/postgres/server'
import { hear, openProxy } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { testCluster } from '#test/support/postgres'
import { profile } from '#test/support/profile'

const { primary, replica } = await testCluster()
const proxy = await openProxy(primary.port)
afterAll(() => proxy.close())
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table orders (id int)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
    credentials: { ...(profile.cluster['credentials'] as object), ha: 'howdah:howdah' },
  },
})
await howdah.start()

test('a primary that Howdah alone does not reach is told as one that may live, and is not failed over', async () => {
  await hear(howdah, 'olga', '/pg replication status', 'shop-1 is the primary of shop')
  proxy.leadTo(await freePort())
  const said = await howdah.message(one =>
    wordsOf(one).includes('shop-1, the primary of shop, gives no answer.'),
  )
  expect(wordsOf(said)).toContain(
    'It still has its connection for WAL: shop-1 may live, and only Howdah not reach it.',
  )
  const refused = await hear(
    howdah,
    'olga',
    '/pg replication failover over=shop',
    'shop-2 still receives WAL: shop-1 seems to live',
  )
  expect(refused).toContain('Look at the network between Howdah and shop-1.')
  proxy.leadTo(primary.port)
  const over = await howdah.message(
    one => one.ts === said.ts && wordsOf(one).includes('has a primary again'),
  )
  expect(wordsOf(over)).toMatch(/shop has a primary again after \d+ \w+: shop-1\./)
}, 200_000)
