import { describe, expect, test } from 'vitest'
import { inheritGrant, maySignal, ownerReach, seesSessionsOf } from '#cluster/facts/role/privileges'
import type { Reader } from '#model/view'
import { forMajor, major } from '#test/support/majors'
import { testServer } from '#test/support/postgres'

const server = await testServer()
await server.run(
  'postgres',
  'create role "App Owner"',
  'create role "select" login noinherit',
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

  test('lets a login that inherits nothing signal', async () => {
    const other = { user: 'select', superuser: false }
    expect(await maySignal(reader, 'howdah', other)).toBe(false)
    await server.run('postgres', 'grant pg_signal_backend to howdah')
    const grant = await inheritGrant(reader, 'pg_signal_backend', 'howdah', major)
    expect(grant).toBe(
      major >= 16
        ? 'GRANT pg_signal_backend TO howdah WITH INHERIT TRUE'
        : 'ALTER ROLE howdah INHERIT',
    )
    await server.run('postgres', grant)
    expect(await maySignal(reader, 'howdah', other)).toBe(true)
  })

  test('lets a login see what sessions of others do', async () => {
    expect(await seesSessionsOf(reader, 'howdah', 'select')).toBe(false)
    await server.run('postgres', await inheritGrant(reader, 'pg_monitor', 'howdah', major))
    expect(await seesSessionsOf(reader, 'howdah', 'select')).toBe(true)
    expect(await seesSessionsOf(reader, 'select', 'select')).toBe(true)
  })

  test('says nothing of options that 15 does not know', async () => {
    const { ownerGrant } = await ownerReach(reader, 'howdah', 'App Owner', 15)
    expect(ownerGrant).toBe('GRANT "App Owner" TO howdah')
  })
})
