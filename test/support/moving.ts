/** A house with a cluster of a primary and a replica, and a login that promotes. */
import { expect } from 'vitest'
import { serverOf } from '#cluster/facts/clone/server-of'
import { processesIn } from '#cluster/facts/replication/processes-in'
import { startHowdah } from '#test/support/howdah'
import { testCluster, testReplica } from '#test/support/postgres'
import { profile } from '#test/support/profile'

/** `third` adds a second replica, shop-3. */
export const startMoving = async (
  table: string,
  { third = false, pools }: { readonly third?: boolean; readonly pools?: readonly object[] } = {},
) => {
  const { primary, replica } = await testCluster({ log_statement: 'all' })
  const more = third ? { 'shop-3': await testReplica(primary, 'shop_3') } : {}
  const servers = { 'shop-1': primary, 'shop-2': replica } as const
  const howdah = await startHowdah({
    managed: primary,
    tables: [table],
    cluster: {
      nodes: Object.entries({ ...servers, ...more }).map(([name, { port, dataDir }]) => ({
        name,
        url: `postgres://127.0.0.1:${port}`,
        data: dataDir,
      })),
      credentials: {
        ...(profile.cluster['credentials'] as object),
        ha: 'mover:mover',
      },
      ...(pools ? { pools } : {}),
    },
  })
  const { database } = howdah
  await primary.run(
    database,
    `create role mover login replication password 'mover'`,
    'grant pg_monitor, pg_checkpoint to mover',
    'grant execute on function pg_promote(boolean, integer) to mover',
  )

  const roles = async () =>
    Promise.all(
      Object.entries(servers).map(async ([name, server]) => {
        const [row] = await server.query<{ role: string }>(
          'postgres',
          `select case when pg_is_in_recovery() then 'replica' else 'primary' end
             || case when exists (select from pg_stat_wal_receiver where status = 'streaming') then ' that streams' else '' end as role`,
        )
        return `${name} is a ${row?.role}`
      }),
    )
  const primaryName = async (): Promise<keyof typeof servers> =>
    (await roles()).includes('shop-1 is a primary') ? 'shop-1' : 'shop-2'
  const other = (name: keyof typeof servers) => (name === 'shop-1' ? 'shop-2' : 'shop-1')

  /** Expects a single primary, and the other node to stream from that primary. */
  const expectPrimary = async (name: keyof typeof servers): Promise<void> => {
    await expect
      .poll(roles, { timeout: 110_000 })
      .toEqual(
        ['shop-1', 'shop-2'].map(one =>
          one === name ? `${one} is a primary` : `${one} is a replica that streams`,
        ),
      )
  }

  /** As a machine that loses its power: no process has the time to write a word. */
  const kill = async (name: keyof typeof servers): Promise<void> => {
    const { dataDir } = servers[name]
    process.kill((await serverOf(dataDir)) ?? 0, 'SIGKILL')
    await expect.poll(() => processesIn(dataDir), { timeout: 110_000 }).toEqual([])
    await expect
      .poll(() => servers[other(name)].query('postgres', 'select from pg_stat_wal_receiver'), {
        timeout: 110_000,
      })
      .toEqual([])
  }
  return { howdah, servers, database, roles, primaryName, other, expectPrimary, kill, more }
}
