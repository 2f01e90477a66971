import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runOn } from '#cluster/clients/host/run-on'

const bin = mkdtempSync(join(tmpdir(), 'howdah-ssh-'))
const before = process.env['PATH']

/** In the place of ssh: hands the last word to a shell, as the machine there does. */
beforeAll(() => {
  const ssh = join(bin, 'ssh')
  writeFileSync(
    ssh,
    `#!/bin/sh
printf '%s\\n' "$@" >"${bin}/words"
case "$*" in *away*) echo 'ssh: connect to host away port 22: Connection refused' >&2; exit 255;; esac
for last; do :; done
exec sh -c "$last"
`,
  )
  chmodSync(ssh, 0o755)
  process.env['PATH'] = `${bin}:${before ?? ''}`
})
afterAll(() => {
  process.env['PATH'] = before
  rmSync(bin, { recursive: true })
})

const bounds = { seconds: 60, bytes: 100_000 }
const there = { host: 'postgres@db-1', config: join(bin, 'pgbackrest.conf') }
const isRoot = process.getuid?.() === 0

beforeEach(() => {
  rmSync(there.config, { force: true })
  writeFileSync(there.config, '')
  if (isRoot) chownSync(there.config, 65_534, 65_534)
})

describe('words on a machine', () => {
  test.each([
    ['here', { ...there, host: null }],
    ['over ssh', there],
  ])('arrive as they are %s, whatever a shell would make of them', async (_, machine) => {
    const odd = [`it's`, '$(touch /tmp/never)', 'a b', '*', '`id`', '"', '\\', ';', '']
    const { code, out } = await runOn(machine, ['printf', '[%s]', ...odd], bounds)
    expect({ code, out }).toEqual({ code: 0, out: odd.map(one => `[${one}]`).join('') })
  })

  test('go to no host whose key is not known, and ask nobody', async () => {
    await runOn(there, ['true'], bounds)
    const words = readFileSync(join(bin, 'words'), 'utf8')
    expect(words).toContain('-F\nnone\n-o\nBatchMode=yes\n-o\nStrictHostKeyChecking=yes\n')
    expect(words).toContain("--\npostgres@db-1\n'true'\n")
  })

  test('go by the port, the key and the known hosts that the inventory names, and by no others', async () => {
    const ssh = { port: 2_222, key: '/keys/howdah', knownHosts: '/keys/known_hosts' }
    await runOn({ ...there, ssh }, ['true'], bounds)
    expect(readFileSync(join(bin, 'words'), 'utf8')).toContain(
      [
        '-p\n2222',
        '-i\n/keys/howdah\n-o\nIdentitiesOnly=yes',
        '-o\nUserKnownHostsFile=/keys/known_hosts\n-o\nGlobalKnownHostsFile=none\n--\n',
      ].join('\n'),
    )
  })

  test('that reach nobody leave the outcome unknown, with what ssh said', async () => {
    await expect(runOn({ ...there, host: 'away' }, ['true'], bounds)).rejects.toMatchObject({
      code: 'tool.unreachable',
      unknown: true,
      message: 'ssh does not reach away: ssh: connect to host away port 22: Connection refused',
    })
  })

  test('of a program that is not there are a failure that names it', async () => {
    await expect(
      runOn({ ...there, host: null }, ['/nowhere/pgbackrest'], bounds),
    ).rejects.toMatchObject({ code: 'tool.none' })
  })

  test.skipIf(!isRoot)('run as the owner of the configuration (needs root)', async () => {
    expect((await runOn({ ...there, host: null }, ['id', '-u'], bounds)).out).toBe('65534\n')
  })

  test.skipIf(!isRoot).each<[string, (config: string) => void, string]>([
    ['is away', config => rmSync(config), 'tool.no-config'],
    ['is a link', config => (rmSync(config), symlinkSync('/etc/passwd', config)), 'tool.no-config'],
    ['is a file of root’s', config => chownSync(config, 0, 0), 'tool.as-root'],
  ])('are never run as root: the configuration %s (needs root)', async (_, put, code) => {
    put(there.config)
    await expect(runOn({ ...there, host: null }, ['id', '-u'], bounds)).rejects.toMatchObject({
      code,
    })
  })

  test('that write or last too long are ended, without a code', async () => {
    const machine = { ...there, host: null }
    expect((await runOn(machine, ['yes'], { seconds: 60, bytes: 1_000 })).code).toBeNull()
    expect((await runOn(machine, ['sleep', '600'], { seconds: 0.2, bytes: 9 })).code).toBeNull()
  })
})
