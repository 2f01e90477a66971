import { beforeAll, describe, expect, test } from 'vitest'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { testCluster } from '#test/support/postgres'
import { grantSettings, inForce } from '#test/support/setting-grants'

const { primary, replica } = await testCluster()
const howdah = await startHowdah({
  managed: primary,
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
const servers = [primary, replica]
const both = (name: string) => inForce(servers, howdah.database, name)
beforeAll(() => grantSettings(primary, howdah.database, ['work_mem', 'log_timezone']))
await twoBots(howdah)

const reset = async (): Promise<void> => {
  for (const server of servers)
    await server.run('postgres', 'alter system reset all', 'select pg_reload_conf()')
  await expect.poll(() => both('work_mem')).toEqual(['4MB', '4MB'])
}

describe('a setting of every node', () => {
  test('is set on the replica too, and the undo resets both', async () => {
    const plan = await howdah.plan('/pg config set work_mem=64MB')
    expect(wordsOf(plan)).toContain(`ALTER SYSTEM SET work_mem TO '64MB'`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await both('work_mem')).toEqual(['64MB', '64MB'])
    await reset()
  }, 300_000)

  test('is put back on both when PostgreSQL refuses the value on the second', async () => {
    const plan = await howdah.plan('/pg config set work_mem=64MB log_timezone=Mars/Base')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    expect(await both('work_mem')).toEqual(['4MB', '4MB'])
  }, 300_000)

  test.each(['step 0 done', 'step 1 acted'])(
    'ends in one outcome when Howdah is killed at "%s"',
    async point => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg config set work_mem=64MB')
      expect(await runInto(howdah, point, plan)).toBe('succeeded')
      expect(await both('work_mem')).toEqual(['64MB', '64MB'])
      await reset()
    },
    300_000,
  )
})
