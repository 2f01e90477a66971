/** A signal is told done only by a login that can see the session, whatever role is set on the login. */
import { describe, expect, test } from 'vitest'
import type { Scalar } from '#model/actions/action-kind'
import { signalSession } from '#playbooks/session/actions'
import { handOf } from '#test/support/acting'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { openShop } from '#test/support/shop'
import { sleeper } from '#test/support/sleeper'

const howdah = await startHowdah()
const { managed, database } = howdah
const { cluster } = openShop(howdah)

const endOf = async (pid: number) => {
  const [began] = await managed.query<{ at: Scalar }>(
    database,
    'select backend_start::text as at from pg_stat_activity where pid = $1',
    [pid],
  )
  return signalSession(
    { node: 'shop-1', database },
    'pg_terminate_backend(pid)',
    'pid = $1 and backend_start = $2::timestamptz',
    [pid, began?.at ?? null],
  )
}

const never = new AbortController().signal

describe('a signal', () => {
  test.each([
    'alter role howdah set role = app',
    'alter role howdah in database $ set role = app',
    'alter database $ set role = app',
  ])('is sent by the login itself after %s', async setting => {
    const statement = setting.replace('$', database)
    await managed.run('postgres', statement)
    const { pid, ended, client } = await sleeper(howdah)
    const end = await endOf(pid)
    const hand = await handOf(cluster, end)
    expect(await hand.look(end)).toBe('absent')
    await hand.act(end, { stop: never, lost: never })
    expect(await ended).toContain('terminating connection')
    await expect.poll(() => hand.look(end)).toBe('present')
    await hand.close()
    await client.end().catch(() => {})
    await managed.run('postgres', statement.replace(/set role = app/, 'reset role'))
  })

  test('is not known to be done where the login does not see the session', async () => {
    const { pid, client } = await sleeper(howdah)
    await managed.run('postgres', 'revoke pg_monitor from howdah')
    const end = await endOf(pid)
    const hand = await handOf(cluster, end)
    expect(await hand.look(end)).toBe('unknown')
    await hand.close()
    await managed.run('postgres', 'grant pg_monitor to howdah')
    await managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
    await client.end().catch(() => {})
  })
})

test('a session that the acting login does not see is refused, with the GRANT', async () => {
  await howdah.start()
  const { pid, client, sleeps } = await sleeper(howdah)
  await managed.run('postgres', 'revoke pg_monitor from howdah', 'create role watcher login')
  expect(await hear(howdah, 'olga', `/pg session cancel ${pid}`, 'pg_monitor')).toMatch(/^Blocked:/)
  expect(await sleeps()).toBe(true)
  await managed.run('postgres', 'grant pg_monitor to howdah')
  await managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
  await client.end().catch(() => {})
})
