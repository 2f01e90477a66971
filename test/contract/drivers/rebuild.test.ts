/** The driver of rebuilds keeps the contract of all drivers, on a replica whose files are replaced again and again. */
import { mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import type { Bench } from '#test/support/drivers/bench'
import { checks } from '#test/support/drivers/checks'
import { startMoving } from '#test/support/moving'
import { openShop } from '#test/support/shop'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders (id int)',
)
const { cluster } = openShop(howdah)
const [primary, replica] = [servers['shop-1'], servers['shop-2']]
await primary.run(
  'postgres',
  `alter system set log_statement = 'all'`,
  'alter system set log_replication_commands = on',
  'select pg_reload_conf()',
)
const [{ system } = { system: '' }] = await primary.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)
let copies = 0
const rebuilding = (more: Partial<RebuildAction> = {}): RebuildAction => ({
  kind: 'rebuild',
  node: 'shop-1',
  database,
  duty: 'ha',
  replica: 'shop-2',
  slot: 'shop_2',
  data: replica.dataDir,
  copy: `rebuild-${(copies += 1)}`,
  system,
  checkpoint: 'fast',
  rate: null,
  way: 'rebuild',
  deadlineSeconds: 120,
  ...more,
})

const bench: Bench<RebuildAction> = {
  mark: 'BASE_BACKUP',
  absent: () => rebuilding(),
  slow: () => rebuilding({ rate: 32 }),
  refused: () => rebuilding({ system: '1' }),
  refusedAs: /^rebuild\.another-system$/,
  late: () => rebuilding({ rate: 32, deadlineSeconds: 1 }),
  fulfil: null,
  inPieces: null,
  telling: () => rebuilding(),
  told: /^\{"phases":"copy [\d.]+ m?s, stop [\d.]+ m?s, it streamed after [\d.]+ m?s"\}$/,
  halve: async ({ data, copy }) => mkdirSync(`${data}.${copy}.r-of-before.1`),
}

describe('the driver of rebuild', () => {
  test('has a replica that streams', () => expectPrimary('shop-1'))

  test.each(Object.entries(checks))('%s', async (_, check) => {
    expect(await check({ driver: drivers.rebuild, bench, cluster, server: primary })).toEqual([])
    await expectPrimary('shop-1')
  })
})
