/**
 * Servers of two clusters that the inventory takes for a single cluster: system identifiers tell the
 * clusters apart.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { clusterOf, nobody } from '#test/support/commands/cluster'
import type { TestServer } from '#test/support/postgres'
import { testCluster, testServer } from '#test/support/postgres'

const { primary, replica } = await testCluster()
// Servers of a template share the template's identifier.
const other = await testServer({}, null)

const view = async (...servers: readonly TestServer[]) => {
  const login = { user: 'postgres', password: primary.password }
  const cluster = openCluster(
    clusterOf({
      database: 'postgres',
      credentials: { observe: login, ...nobody },
      nodes: servers.map(({ port }, at) => ({ name: `shop-${at + 1}`, host: '127.0.0.1', port })),
    }),
  )
  afterAll(() => cluster.close())
  return cluster.view()
}

describe('a cluster', () => {
  test('is its primary and the replicas of that primary', async () => {
    expect((await view(primary, replica)).nodes.map(({ role }) => role)).toEqual([
      'primary',
      'replica',
    ])
  })

  test.each([
    ['a replica of another one is not', () => view(other, replica), 'shop-2', 'shop-1'],
    ['a replica that comes first is not either', () => view(replica, other), 'shop-1', 'shop-2'],
    ['a primary of another one is not', () => view(primary, other), 'shop-2', 'shop-1'],
  ])('%s', async (_, look, stranger, own) => {
    await expect(look()).rejects.toMatchObject({
      code: 'cluster.stranger',
      message: expect.stringMatching(
        new RegExp(
          `^${stranger} is of another cluster than ${own}: the system identifier is \\d+ there, and \\d+ on ${own}\\.$`,
        ),
      ),
      instead:
        'Correct the nodes of shop in the inventory: one of them names a server of another cluster.',
    })
  })

  test('is looked at as before where its login may not ask for the identifier', async () => {
    await primary.run('postgres', "create role blind login password 'blind'")
    await primary.run('postgres', 'revoke execute on function pg_control_system() from public')
    const cluster = openCluster(
      clusterOf({
        database: 'postgres',
        credentials: { observe: { user: 'blind', password: 'blind' }, ...nobody },
        nodes: [primary, replica].map(({ port }, at) => ({
          name: `shop-${at + 1}`,
          host: '127.0.0.1',
          port,
        })),
      }),
    )
    afterAll(() => cluster.close())
    const names = async () => {
      try {
        return (await cluster.view()).nodes.map(({ name }) => name)
      } catch {
        return []
      }
    }
    await expect.poll(names, { timeout: 110_000 }).toEqual(['shop-1', 'shop-2'])
  })
})
