import { describe, expect, onTestFinished, test } from 'vitest'
import { openLeadership } from '#store/leadership'
import { migrate } from '#store/migrate'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')

const key = 7_240_999

const open = (name: string) => {
  const url = server.url('howdah', 'howdah', 'h')
  const leadership = openLeadership({ url, key, name, signer: testSigner })
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

  test.each([
    ['and says that it lives', `update howdah.leader set at = clock_timestamp() + interval '1 h'`],
    ['with an earlier sign of life', 'update howdah.leader set at = clock_timestamp()'],
    ['and locks the row', 'select from howdah.leader for update'],
    ['and locks the table', 'lock table howdah.leader in access exclusive mode'],
  ])(
    'is kept from no process by somebody else with the lock %s',
    async (_, life) => {
      const one = open('one')
      await expect.poll(() => one.leads(), { timeout: 110_000 }).toBe(true)
      await one.stop()
      const held = await server.connect('howdah', 'howdah', 'h')
      held.on('error', () => {})
      await held.query('select pg_advisory_lock($1)', [key])
      await held.query('begin')
      await held.query(life)
      if (life.includes(' set at')) await held.query('commit')
      const two = open('two')
      await expect.poll(() => two.leads(), { timeout: 110_000 }).toBe(true)
      await two.stop()
      await held.end().catch(() => {})
    },
    300_000,
  )
})
