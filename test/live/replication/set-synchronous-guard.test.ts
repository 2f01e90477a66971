/** The guard of commits that wait, while their replica stands still. */
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { propose } from '#engine/plan/propose'
import { openSweeper } from '#engine/run/sweep'
import { isRefusal } from '#model/refusal'
import { openInProcess, person } from '#test/support/in-process'
import { startMoving } from '#test/support/moving'
import { grantSettings } from '#test/support/setting-grants'
import { saidIn } from '#test/support/switching'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders (id int)',
)
const [primary, replica] = [servers['shop-1'], servers['shop-2']]
await grantSettings(primary, database, ['synchronous_standby_names'])
const { parts, engine, approve, drive } = openInProcess(howdah)

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

describe('the guard of replication.set-synchronous', () => {
  test('lets commits go, and takes the setting back, once they wait for a replica that stands still', async () => {
    await expectPrimary('shop-1')
    const made = await propose(parts, {
      wanted: {
        cluster: 'shop',
        database,
        playbook: 'replication.set-synchronous',
        input: { replicas: 'shop-2' },
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
    const [receiver] = await replica.query<{ pid: number }>(
      'postgres',
      'select pid from pg_stat_wal_receiver',
    )
    const pid = receiver?.pid ?? 0
    process.kill(pid, 'SIGSTOP')
    onTestFinished(() => void process.kill(pid, 'SIGCONT'))

    // Waits until the guard has acted.
    await primary.run(database, 'insert into orders values (1)')
    const change = () => engine.findChange(made.id)
    await expect.poll(async () => (await change())?.outcome, { timeout: 200_000 }).toBe('reverted')
    const ended = await change()
    expect(ended && saidIn(ended)).toMatch(
      /\*Reverted\.\* Commits that wait for a replica.* to [\d.]+ \(limit 0\)/,
    )
    expect(await primary.query('postgres', 'show synchronous_standby_names')).toEqual([
      { synchronous_standby_names: '' },
    ])
  })
})
