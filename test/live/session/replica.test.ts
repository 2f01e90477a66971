/** Sessions of a replica: found without naming the node, and ended there. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { testCluster } from '#test/support/postgres'

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
await twoBots(howdah)

describe('session.terminate', () => {
  test('ends a session of a replica, and says where it found it', async () => {
    await primary.run('postgres', `alter role app login password 'app'`)
    const mayLogIn = `select from pg_authid where rolname = 'app' and rolpassword is not null`
    await expect
      .poll(() => replica.query('postgres', mayLogIn), { timeout: 110_000 })
      .toHaveLength(1)
    const client = await replica.connect(howdah.database, 'app', 'app')
    onTestFinished(() => client.end().catch(() => {}))
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const pid = rows[0]?.pid ?? 0
    const ended = new Promise<void>(resolve => {
      client.once('end', () => resolve())
    })
    const plan = await howdah.plan(`/pg session terminate ${pid}`)
    expect(wordsOf(plan)).toMatch(new RegExp(`End pid ${pid} .+ on shop-2`))
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await ended
  })
})
