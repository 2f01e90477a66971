import { describe, expect, onTestFinished, test } from 'vitest'
import { openLeadership } from '#store/leadership'
import { migrate } from '#store/migrate'
import { testServer } from '#test/support/postgres'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')

const key = 7_240_999

const open = (name: string) => {
  const leadership = openLeadership(server.url('howdah', 'howdah', 'h'), key, name)
  onTestFinished(() => leadership.stop())
  return leadership
}

describe('leadership', () => {
  test('is one process’s, and goes to another within seconds when it ends', async () => {
    const [one, two] = [open('one'), open('two')]
    await expect
      .poll(() => [one.leads(), two.leads()].filter(Boolean), { timeout: 110_000 })
      .toHaveLength(1)
    const [first, second] = one.leads() ? [one, two] : [two, one]
    await first.stop()
    await expect.poll(() => second.leads(), { timeout: 110_000 }).toBe(true)
  })

  test('is taken from a process that keeps its lock and shows no life', async () => {
    // A frozen process: the session holds the lock, and no query renews the leadership.
    const frozen = await server.connect('howdah', 'howdah', 'h')
    await expect
      .poll(
        async () =>
          (await frozen.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [key]))
            .rows[0]?.held,
        { timeout: 110_000 },
      )
      .toBe(true)
    const other = open('other')
    await expect.poll(() => other.leads(), { timeout: 110_000 }).toBe(true)
    await expect(frozen.query('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
  })
})
