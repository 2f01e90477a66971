/** The driver of failovers keeps the contract of all drivers, on a replica whose primary is killed anew before each check. */
import { existsSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import type { FailoverAction } from '#model/actions/replication/failover'
import type { Bench } from '#test/support/drivers/bench'
import { checks } from '#test/support/drivers/checks'
import { startMoving } from '#test/support/moving'
import type { TestServer } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const { howdah, servers, database, other, expectPrimary, kill } = await startMoving(
  'create table orders (id int)',
)
const { cluster } = openShop(howdah)
const [first, second] = [servers['shop-1'], servers['shop-2']]
await first.run('postgres', `alter system set log_statement = 'all'`, 'select pg_reload_conf()')
const [{ system } = { system: '' }] = await first.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)
type Name = keyof typeof servers
let gone: Name = 'shop-2'
const signalOf = (name: Name) => join(servers[name].dataDir, 'standby.signal')

const failing = (more: Partial<FailoverAction> = {}): FailoverAction => ({
  kind: 'failover',
  node: other(gone),
  database,
  duty: 'ha',
  from: gone,
  data: servers[gone].dataDir,
  system,
  others: [],
  way: 'fail over',
  deadlineSeconds: 60,
  ...more,
})

const bench: Bench<FailoverAction> = {
  mark: 'select pg_promote',
  absent: () => failing(),
  slow: () => null,
  // The login that looks may not promote.
  refused: () => failing({ duty: 'observe' }),
  late: () => null,
  fulfil: null,
  inPieces: null,
  telling: () => failing(),
  told: /^\{"phases":"the first commit after [^"]{20,180}"\}$/,
  halve: async ({ data }) => writeFileSync(join(data ?? '', 'standby.signal'), ''),
}

/** A session of the run may be on either node. */
const both: TestServer = Object.assign(Object.create(first) as TestServer, {
  log: () => `${first.log()}\n${second.log()}`,
})

// What stops a server of a test went with the kill of the server.
afterAll(() =>
  Promise.all(
    Object.values(servers).map(({ dataDir }) => stopServerOf(dataDir, 'SIGQUIT', 60_000)),
  ),
)

/** WAL of the primary's own background, not sent before the kill, would keep the old primary from following. */
const hasAll = async (replica: Name, primary: Name): Promise<void> => {
  const has = async () => {
    const [end] = await servers[primary].query<{ lsn: string }>(
      'postgres',
      'select pg_current_wal_flush_lsn()::text as lsn',
    )
    const [row] = await servers[replica].query<{ has: boolean }>(
      'postgres',
      'select pg_last_wal_receive_lsn() >= $1::pg_lsn as has',
      [end?.lsn],
    )
    return row?.has
  }
  await expect.poll(has, { timeout: 110_000 }).toBe(true)
}

/** Nothing was lost, so the old primary follows; then the present primary is killed. */
beforeEach(async () => {
  const isReplica = existsSync(signalOf(other(gone)))
  if (isReplica) await rm(signalOf(gone), { force: true })
  const primary = isReplica ? gone : other(gone)
  await startServerOf(servers[gone].dataDir, null)
  await expectPrimary(primary)
  gone = primary
  await hasAll(other(gone), gone)
  await kill(gone)
}, 240_000)

describe('the driver of failover', () => {
  test.each(Object.entries(checks))('%s', async (_, check) => {
    expect(await check({ driver: drivers.failover, bench, cluster, server: both })).toEqual([])
  })
})
