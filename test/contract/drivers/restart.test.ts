/** The driver of restarts keeps the contract of all drivers, on a replica that starts again and again. */
import { describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { type RestartAction, restartSql } from '#model/actions/replication/restart'
import type { Bench } from '#test/support/drivers/bench'
import { checks } from '#test/support/drivers/checks'
import { startMoving } from '#test/support/moving'
import { openShop } from '#test/support/shop'

const { howdah, servers, database, expectPrimary } = await startMoving(
  'create table orders (id int)',
)
const { cluster } = openShop(howdah)
// Its log has every statement.
const server = servers['shop-2']
const [{ system } = { system: '' }] = await server.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)

let began = ''
const readBegan = async (): Promise<void> => {
  const [row] = await server.query<{ began: string }>('postgres', restartSql.began, ['[]'])
  began = row?.began ?? ''
}

const restarting = (more: Partial<RestartAction> = {}): RestartAction => ({
  kind: 'restart',
  node: 'shop-2',
  database,
  duty: 'ha',
  data: server.dataDir,
  system,
  began,
  before: [],
  streams: true,
  followers: [],
  deadlineSeconds: 60,
  ...more,
})

const bench: Bench<RestartAction> = {
  mark: restartSql.checkpoint,
  absent: () => restarting(),
  slow: () => null,
  refused: () => restarting({ system: '1' }),
  refusedAs: /^restart\.another-server$/,
  late: () => null,
  fulfil: null,
  inPieces: null,
  telling: () => restarting(),
  told: /^\{"phases":"checkpoint [\d.]+ m?s, stop [\d.]+ m?s, it answered after [\d.]+ m?s, replication went on after [\d.]+ m?s"\}$/,
  halve: null,
}

describe('the driver of restart', () => {
  test('has a primary with a replica that streams', () => expectPrimary('shop-1'))

  test.each(Object.entries(checks))('%s', async (_, check) => {
    await readBegan()
    expect(await check({ driver: drivers.restart, bench, cluster, server })).toEqual([])
    await expectPrimary('shop-1')
  })
})
