/** A replica is promoted under a guard: figures of two servers are not compared, and a person decides. */
import { expect, test } from 'vitest'
import { startGuarding } from '#test/support/guarding'
import { testCluster } from '#test/support/postgres'
import { saidIn } from '#test/support/switching'

const { primary, replica } = await testCluster()
const nodes = [primary, replica].map(({ port }, place) => ({
  name: `shop-${place + 1}`,
  url: `postgres://127.0.0.1:${port}`,
}))
const { changed, watch, becomes, house, seen } = await startGuarding({
  managed: primary,
  cluster: { nodes },
})

test('a guard asks once the primary has changed, and its undo stays with the node that was changed', async () => {
  const id = await changed({ value: '64kB', minutes: '0.2' })
  await primary.stop()
  await replica.query('postgres', 'select pg_promote()')
  watch()
  const asks = await becomes(id, 'asks')
  expect(saidIn(asks)).toContain('The primary changed from shop-1 to shop-2')
  // What is in place on a server that is down nobody knows: nothing is claimed, and the question stays open.
  expect(await house.say(`run take-back ${id}`)).toMatchObject({
    because:
      'shop-1 does not answer, so nobody can tell from here whether "Set work_mem to 64kB" is in place.',
    instead: expect.stringContaining('Ask again when shop-1 answers.') as string,
  })
  expect((await seen(id)).guard?.state).toBe('asks')
}, 300_000)
