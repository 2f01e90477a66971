/** The driver of PgBouncer keeps the contract of all drivers, and never leaves a database paused past its deadline. */
import { describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { PauseAction, PgbouncerAction } from '#model/actions/pool/pgbouncer'
import type { Bench } from '#test/support/drivers/bench'
import { codeOf, failureOf, inHand, never, reins } from '#test/support/drivers/check'
import { checks } from '#test/support/drivers/checks'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'
import { openShop } from '#test/support/shop'

/** Databases with a transaction that stays open, a fresh database for each check. */
const busy = ['busy1', 'busy2', 'busy3', 'busy4', 'busy5']

const pooling = await startPooling({}, (port, database) =>
  [...busy, ...Array.from({ length: 40 }, (_, at) => `quiet${at}`)].map(
    name => `${name} = host=127.0.0.1 port=${port} dbname=${database}`,
  ),
)
const { howdah, managed, database, port, console, isPaused } = pooling
const { cluster } = openShop(howdah)
const server = managed

let made = 0
const pausing = (more: Partial<PauseAction> = {}, seconds = 60): PauseAction => ({
  kind: 'pgbouncer',
  node: 'shop-1',
  database,
  duty: 'observe',
  pooler: { name: 'front', host: '127.0.0.1', port },
  way: 'pause',
  of: `quiet${(made += 1)}`,
  until: new Date(Date.now() + seconds * 1_000).toISOString(),
  deadlineSeconds: 30,
  ...more,
})
const nextBusy = () => busy.shift() ?? ''

const bench: Bench<PgbouncerAction> = {
  // Sent once by each act: the log of the node has no command of the console.
  mark: 'select pg_backend_pid() as mine',
  absent: () => pausing(),
  slow: () => pausing({ of: nextBusy() }),
  refused: () => pausing({ of: 'nosuch' }),
  refusedAs: /^pool\.refused$/,
  late: () => pausing({ of: nextBusy(), deadlineSeconds: 1 }),
  fulfil: null,
  inPieces: null,
  telling: () => null,
  halve: null,
}

const benched = { driver: drivers.pgbouncer, bench, cluster, server }

describe.skipIf(!hasPgbouncer)('the driver of pgbouncer (needs /usr/sbin/pgbouncer)', () => {
  test('has databases with open transactions before it', async () => {
    for (const name of busy) await pooling.holdOpen(name)
    const pools = await console('SHOW POOLS')
    expect(pools.filter(one => one['sv_active'] === 1)).toHaveLength(busy.length)
  })

  test.each(Object.entries(checks))('%s', async (_, check) => {
    expect(await check(benched)).toEqual([])
  })

  test('resumes a database whose transaction does not end within the deadline', async () => {
    const action = pausing({ of: nextBusy(), deadlineSeconds: 1 })
    await inHand(benched, action, async hand => {
      expect(codeOf(await failureOf(hand.act(action, reins())))).toBe('run.deadline')
      expect(await hand.look(action)).toBe('absent')
    })
  })

  test('has a watchdog that resumes by the deadline when nobody else does', async () => {
    const action = pausing({}, 4)
    await inHand(benched, action, hand => hand.act(action, reins()))
    expect(await isPaused(action.of)).toBe(true)
    await expect.poll(() => isPaused(action.of), { timeout: 110_000 }).toBe(false)
  })

  test('begins no pause whose time is over', async () => {
    const action = pausing({}, 0)
    await inHand(benched, action, async hand => {
      expect(codeOf(await failureOf(hand.act(action, reins())))).toBe('pool.too-late')
      expect(await isPaused(action.of)).toBe(false)
    })
  })

  test('releases in time, and at once when somebody else has resumed', async () => {
    const paused = pausing()
    const { until: _, ...place } = paused
    const release = { ...paused, way: 'release' } as const
    await inHand(benched, paused, async hand => {
      await hand.act(paused, reins())
      const releasing = hand.act(release, { stop: never(), lost: never() })
      await console(`RESUME ${paused.of}`)
      await releasing
      expect(await hand.look(release)).toBe('present')
      const again = pausing({ of: paused.of }, 6)
      await hand.act(again, reins())
      await hand.act({ ...release, until: again.until }, reins())
      expect(await isPaused(paused.of)).toBe(false)
      expect(await hand.look({ ...place, way: 'resume' })).toBe('present')
    })
  })
})
