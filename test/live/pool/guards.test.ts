/** The guard of another size, over clients of a real PgBouncer. */
import { afterEach, describe, expect, test } from 'vitest'
import { propose } from '#engine/plan/propose'
import { openSweeper } from '#engine/run/sweep'
import type { Change } from '#model/change'
import { isRefusal } from '#model/refusal'
import { openInProcess, person } from '#test/support/in-process'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'
import { saidIn } from '#test/support/switching'

const { howdah, database, connect, console } = await startPooling({ default_pool_size: '4' })
/** Milliseconds that the clock of the guard is ahead of the machine's. */
const clock = { ahead: 0 }
const { parts, engine, approve, drive } = openInProcess(howdah, {
  now: async () => new Date(Date.now() + clock.ahead),
})

const size = async () =>
  (await console('SHOW DATABASES')).find(({ name }) => name === 'app')?.['pool_size']

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  clock.ahead = 0
})

/** Four clients that need a server all the time. */
const startClients = async () => {
  const over = new AbortController()
  const clients = await Promise.all(Array.from({ length: 4 }, () => connect('shop', 'app')))
  // A first server takes a moment to open.
  await Promise.all(clients.map(client => client.query('select 1')))
  const going = clients.map(async client => {
    // PostgreSQL counts a transaction only in a session that has touched a table.
    while (!over.signal.aborted) await client.query('select count(*), pg_sleep(0.2) from pg_class')
  })
  stops.push(() => {
    over.abort()
    return Promise.all(going)
  })
}

/** Plans, approves and drives the change, and has its guard watched. */
const resized = async (to: string): Promise<string> => {
  const made = await propose(parts, {
    wanted: {
      cluster: 'shop',
      database,
      playbook: 'pool.resize',
      input: { pool: 'front/app', size: to },
      undoes: null,
    },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  await drive(await approve(made.id))
  const sweeper = openSweeper(parts)
  stops.push(() => sweeper.stop(5))
  return made.id
}

const becomes = async (id: string, fits: (change: Change) => boolean): Promise<string> => {
  const seen = async () => {
    const change = await engine.findChange(id)
    if (!change) throw new Error(`no plan ${id}`)
    return change
  }
  await expect.poll(async () => fits(await seen()), { timeout: 200_000 }).toBe(true)
  return saidIn(await seen())
}

describe.skipIf(!hasPgbouncer)('the guard of pool.resize (needs /usr/sbin/pgbouncer)', () => {
  test('takes the size back while clients wait for a server', async () => {
    await startClients()
    const id = await resized('1')
    expect(await size()).toBe(1)
    const said = await becomes(id, ({ outcome }) => outcome === 'reverted')
    expect(said).toMatch(
      /\*Reverted\.\* Clients that wait for a server of front\/app went from 0 in the .+ before to [\d.]+ \(limit 1\)/,
    )
    expect(await size()).toBe(4)
  })

  test('keeps the size when nobody waits', async () => {
    await startClients()
    const id = await resized('6')
    clock.ahead = 20 * 60_000
    const said = await becomes(id, ({ guard }) => guard?.state !== 'open')
    expect(said).toContain('Its guard saw no harm. The change stays.')
    expect(said).toMatch(
      /Clients that wait for a server of front\/app went from 0 in the .+ before to 0/,
    )
    expect(await size()).toBe(6)
  })
})
