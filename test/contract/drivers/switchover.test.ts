/** The driver of switchovers keeps the contract of all drivers, on a primary and a replica that change places. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { SwitchoverAction } from '#model/actions/replication/switchover'
import type { Bench } from '#test/support/drivers/bench'
import { checks } from '#test/support/drivers/checks'
import { startMoving } from '#test/support/moving'
import type { TestServer } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders (id int)',
)
const { cluster } = openShop(howdah)
const [first, second] = [servers['shop-1'], servers['shop-2']]
await first.run('postgres', `alter system set log_statement = 'all'`, 'select pg_reload_conf()')
const [{ system } = { system: '' }] = await first.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)
/** From the present primary to the other node. */
const moving = (more: Partial<SwitchoverAction> = {}): SwitchoverAction => {
  const swapped = existsSync(join(first.dataDir, 'standby.signal'))
  return {
    kind: 'switchover',
    node: swapped ? 'shop-1' : 'shop-2',
    database,
    duty: 'ha',
    from: swapped ? 'shop-2' : 'shop-1',
    data: (swapped ? second : first).dataDir,
    system,
    way: 'switch',
    deadlineSeconds: 60,
    ...more,
  }
}

const bench: Bench<SwitchoverAction> = {
  mark: 'select pg_promote',
  absent: () => moving(),
  slow: () => null,
  // The login that looks may make no slot.
  refused: () => moving({ duty: 'observe' }),
  late: () => null,
  fulfil: null,
  inPieces: null,
  telling: () => moving(),
  told: /^\{"phases":"no commit for [^"]{20,180}"\}$/,
  halve: async ({ data }) => writeFileSync(join(data, 'standby.signal'), ''),
}

/** A session of the run may be on either node. */
const both: TestServer = Object.assign(Object.create(first) as TestServer, {
  log: () => `${first.log()}\n${second.log()}`,
})

describe('the driver of switchover', () => {
  test('has a replica that streams', async () => {
    await expectPrimary('shop-1')
    expect(moving().node).toBe('shop-2')
  })

  test.each(Object.entries(checks))('%s', async (_, check) => {
    expect(await check({ driver: drivers.switchover, bench, cluster, server: both })).toEqual([])
  })
})
