/** Why there is no connection, told by status, doctor and plans, against servers that really refuse. */

import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { readConfig } from '#config/read-config'
import { systemUser } from '#local/postgres/system-user'
import type { ClusterConfig } from '#model/configuration'
import { cli, cliAs } from '#test/support/cli'
import { nobody } from '#test/support/commands/cluster'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testCluster, testServer } from '#test/support/postgres'
import { carefully, carefulRoles } from '#test/support/profile'

const dir = mkdtempSync(join(tmpdir(), 'howdah-tls-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const files = { key: join(dir, 'server.key'), cert: join(dir, 'server.crt') }
execFileSync(
  'openssl',
  `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=db.internal -keyout ${files.key} -out ${files.cert}`.split(
    ' ',
  ),
  { stdio: 'ignore' },
)
const user = systemUser()
if (user) for (const path of [dir, ...Object.values(files)]) chownSync(path, user.uid, user.gid)

const secured = await testServer({ ssl: 'on', ssl_cert_file: files.cert, ssl_key_file: files.key })
const { primary, replica } = await testCluster()
await carefulRoles(primary)
await carefulRoles(secured)
const nodes = [
  { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
  { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
]
const howdah = await startHowdah({
  managed: primary,
  prepare: carefully,
  tables: ['create table users (id int)', 'create index users_id_idx on users (id)'],
  cluster: { nodes },
  inventory: {
    people: { operators: ['U_OLGA', 'cli/olga'], approvers: ['U_ADAM'], team: 'T_LOCAL' },
  },
})
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')

/** The message of the Failure with which a cluster like this one is not looked at. */
const whyNot = async (more: Partial<ClusterConfig>, port = primary.port): Promise<string> => {
  const node = { name: 'main-1', host: '127.0.0.1', port }
  const cluster = openCluster({ ...config, name: 'main', nodes: [node], ...more })
  try {
    await cluster.view()
    return 'looked at'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await cluster.close()
  }
}

const login = (name: string, password: string) => ({
  credentials: { observe: { user: name, password }, ...nobody },
})

describe('a cluster without a connection', () => {
  test('says what each server has against it', async () => {
    const staging = { environment: 'staging', tls: 'verify-full' } as const
    expect(await whyNot(staging)).toBe(
      'main-1 answers, but does not offer TLS; a staging cluster is only spoken to with verify-full.',
    )
    expect(await whyNot(staging, secured.port)).toBe(
      'main-1 answers, but its certificate comes from no authority that is trusted here.',
    )
    expect(await whyNot(login('howdah', 'other'))).toBe(
      'main-1 refuses howdah: its password is another one, or there is no such login.',
    )
    expect(await whyNot(login('howdah', ''))).toBe(
      'main-1 asks for a password, and the inventory has none for howdah.',
    )
    expect(await whyNot({ database: 'nowhere' })).toBe('main has no database nowhere.')
    expect(await whyNot({}, 1)).toBe(
      'main-1 refuses the connection at 127.0.0.1:1: no server listens there, or a firewall refuses it.',
    )
    await primary.run('postgres', 'alter role howdah connection limit 0')
    expect(await whyNot({})).toBe(
      'main-1 has no connection left for howdah: too many connections for role "howdah".',
    )
    await primary.run('postgres', 'alter role howdah connection limit -1')
    await primary.run('postgres', 'alter role howdah nologin')
    expect(await whyNot({})).toBe(
      'main-1 does not let howdah in: role "howdah" is not permitted to log in.',
    )
    await primary.run('postgres', 'alter role howdah login')
    await primary.run(
      'postgres',
      `revoke connect on database ${howdah.database} from public, howdah`,
    )
    expect(await whyNot({})).toBe(`howdah may not connect to ${howdah.database} on main-1.`)
    await primary.run('postgres', `grant connect on database ${howdah.database} to public`)
  })

  test('is told by each node, where one is left to look at', async () => {
    expect(await cliAs('olga', howdah.env, 'status')).toMatchObject({ exit: 0 })
    await replica.stop()
    const inProcess = openInProcess(howdah)
    const refused = `shop-2 refuses the connection at 127.0.0.1:${replica.port}: no server listens there, or a firewall refuses it.`
    for (const typed of ['status', 'doctor', 'index list users'])
      expect(JSON.stringify(await inProcess.say(typed)), typed).toContain(refused)
    const { exit, out } = await cliAs('olga', howdah.env, 'status')
    expect(out).toContain(refused)
    expect(exit).toBe(1)
    expect(JSON.stringify(await inProcess.say('index drop users_id_idx reason=test'))).toContain(
      `Whether shop-2 uses the index is not known. ${refused}`,
    )
    expect(
      JSON.stringify(await inProcess.say('session cancel 1 node=shop-2 reason=test')),
    ).toContain(refused)
  })
})

describe('howdah config check', () => {
  const checked = async (
    credentials: object,
    at: readonly object[],
  ): Promise<readonly string[]> => {
    const path = join(dir, 'checked.json')
    writeFileSync(
      path,
      JSON.stringify({
        channels: { ops: 'C_OPS' },
        people: { operators: ['U_OLGA'], approvers: ['U_ADAM'] },
        clusters: {
          main: { environment: 'sample', databases: [howdah.database], nodes: at, credentials },
        },
      }),
    )
    const { out } = await cli({ HOWDAH_CONFIG: path }, 'config', 'check')
    return out.split('\n').filter(line => line.startsWith('But: '))
  }
  const [up] = nodes
  const wrong = 'shop-1 refuses howdah: its password is another one, or there is no such login.'

  test('tries the login that acts, too', async () => {
    const found = await checked({ observe: 'howdah:howdah', ddl: 'howdah:other' }, [up ?? {}])
    expect(found).toEqual([expect.stringContaining(wrong)])
  })

  test('tries both when the first one fails', async () => {
    const found = await checked({ observe: 'nobody:x', ddl: 'howdah:other' }, [up ?? {}])
    expect(found).toEqual([
      expect.stringContaining('shop-1 refuses nobody: '),
      expect.stringContaining(wrong),
    ])
  })

  test('says once what both logins meet, and nothing where all is well', async () => {
    const good = { observe: 'howdah:howdah', ddl: 'howdah:howdah' }
    expect(await checked(good, [up ?? {}])).toEqual([])
    const nowhere = { name: 'shop-2', url: 'postgres://127.0.0.1:1' }
    expect(await checked(good, [up ?? {}, nowhere])).toEqual([
      expect.stringContaining('shop-2 refuses the connection at 127.0.0.1:1'),
    ])
  })
})
