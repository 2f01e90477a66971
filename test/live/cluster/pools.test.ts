import { Pool } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { openPools } from '#cluster/clients/postgres/pools'
import { testServer } from '#test/support/postgres'

const server = await testServer()
const pools = openPools(
  (_, database) => new Pool({ connectionString: server.url(database), max: 1 }),
)
afterAll(() => pools.close())

const ask = (database: string) => pools.of('shop-1', database).query('select 1')

describe('pools to read with', () => {
  test('do not grow with the names of databases that people type', async () => {
    await ask('postgres')
    for (let place = 0; place < 20; place += 1)
      await expect(ask(`no_such_${place}`)).rejects.toMatchObject({ code: '3D000' })
    expect(pools.count).toBe(2)
  })

  test('keep their connections while they are in use', async () => {
    const before = pools.of('shop-1', 'postgres')
    await ask('template1')
    expect(pools.of('shop-1', 'postgres')).toBe(before)
    expect(before.totalCount).toBe(1)
  })
})
