import { describe, expect, test } from 'vitest'
import { ownerReach } from '#cluster/facts/role/privileges'
import { lookAtSession } from '#cluster/facts/session/target'
import type { Reader } from '#model/view'
import { aboutShop, viewOf } from '#test/support/commands/cluster'
import { forMajor, major } from '#test/support/majors'
import { testServer } from '#test/support/postgres'

const server = await testServer()
await server.run(
  'postgres',
  'create role "App Owner"',
  `create role "select" login noinherit password 'secret'`,
  'create role howdah login noinherit',
)
const reader: Reader = {
  read: (text, values) => server.query('postgres', text, values) as never,
}

const mayAct = async (login: string, role: string): Promise<boolean> => {
  const [row] = await server.query<{ may: boolean }>(
    'postgres',
    'select pg_has_role($1, $2, $3) as may',
    [login, role, major >= 16 ? 'SET' : 'MEMBER'],
  )
  return row?.may ?? false
}

describe('the GRANT that is missing', () => {
  test('can be pasted, whatever the roles are called', async () => {
    const { ownerGrant: grant } = await ownerReach(reader, 'select', 'App Owner', major)
    expect(grant).toBe(forMajor('GRANT "App Owner" TO "select" WITH INHERIT FALSE, SET TRUE'))
    await server.run('postgres', grant)
    expect(await mayAct('select', 'App Owner')).toBe(true)
  })

  const reach = async (login: string) => {
    const client = await server.connect('postgres', 'select', 'secret')
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const view = {
      ...viewOf(() => []),
      cluster: aboutShop({
        version: major,
        logins: { observe: login, maintain: login, ddl: null, ha: null, backup: null },
      }),
      nodes: viewOf(() => []).nodes.map(node => ({ ...node, reader })),
    }
    const found = await lookAtSession(view, { pid: rows[0]?.pid ?? 0 })
    await client.end()
    return found
  }

  test('lets a login that inherits nothing signal', async () => {
    await server.run('postgres', 'grant pg_signal_backend to howdah')
    const { maySignal, signalGrant } = await reach('howdah')
    expect(maySignal).toBe(false)
    expect(signalGrant).toBe(
      major >= 16
        ? 'GRANT pg_signal_backend TO howdah WITH INHERIT TRUE'
        : 'ALTER ROLE howdah INHERIT',
    )
    await server.run('postgres', signalGrant)
    expect((await reach('howdah')).maySignal).toBe(true)
  })

  test('lets a login see what sessions of others do', async () => {
    const { actorSees, monitorGrant } = await reach('howdah')
    expect(actorSees).toBe(false)
    await server.run('postgres', monitorGrant)
    expect((await reach('howdah')).actorSees).toBe(true)
    expect((await reach('select')).actorSees).toBe(true)
  })

  test('says nothing of options that 15 does not know', async () => {
    const { ownerGrant } = await ownerReach(reader, 'howdah', 'App Owner', 15)
    expect(ownerGrant).toBe('GRANT "App Owner" TO howdah')
  })
})
