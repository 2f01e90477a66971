import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Configured, configFile, configure } from '#cluster/drivers/clone/configure'

const configured = async (more: Partial<Configured> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'data'))
  await configure({
    folder,
    archive: '/backup/wal',
    isEncrypted: false,
    target: { kind: 'time', at: '2026-11-30T02:05:00.25Z' },
    needs: { max_connections: 100 },
    socket: '/tmp/socket',
    logins: ['howdah'],
    owner: null,
    major: 18,
    ...more,
  })
  const read = (name: string) => readFileSync(join(folder, 'data', name), 'utf8')
  return { config: read(configFile), hba: read('howdah-clone-hba.conf'), read }
}

describe('the settings of a clone', () => {
  test('keep everybody out but the logins, and nothing of the source in', async () => {
    const { config, hba, read } = await configured({ logins: ['howdah', 'a "b"', '/x y'] })
    expect(hba).toBe(
      'local all "howdah" trust\nlocal all "a ""b""" trust\nlocal all "/^\\/x\\ y$" trust\n',
    )
    for (const line of [
      "listen_addresses = ''",
      "archive_mode = 'off'",
      "synchronous_standby_names = ''",
      "shared_preload_libraries = ''",
      "max_logical_replication_workers = '0'",
      "recovery_target_action = 'pause'",
      "recovery_target_time = '2026-11-30T02:05:00.25+00'",
    ])
      expect(config.split('\n')).toContain(line)
    expect(read('postgresql.auto.conf')).toBe('')
    expect(read('recovery.signal')).toBe('')
  })

  test('take five settings of the source, and no other', async () => {
    const { config } = await configured({ needs: { max_connections: 300, shared_buffers: 1 } })
    expect(config).toContain("max_connections = '300'")
    expect(config).toContain("shared_buffers = '64MB'")
  })

  test.each([
    [{ kind: 'lsn', lsn: '0/3000060', inclusive: false }, '0/3000060', 'off'],
    [{ kind: 'name', name: 'before', lsn: '0/3000200' }, '0/3000200', 'on'],
  ] as const)('stop at the record of %o', async (target, lsn, inclusive) => {
    const lines = (await configured({ target })).config.split('\n')
    expect(lines).toContain(`recovery_target_lsn = '${lsn}'`)
    expect(lines).toContain(`recovery_target_inclusive = '${inclusive}'`)
  })

  test('stop at a transaction by its id, so that PostgreSQL counts it as replayed', async () => {
    const { config } = await configured({ target: { kind: 'xid', xid: '745', lsn: '0/3000100' } })
    expect(config).toContain("recovery_target_xid = '745'")
    expect(config).not.toContain('recovery_target_lsn')
  })

  test('quote the path of the archive for the shell, for PostgreSQL and for its own signs', async () => {
    const { config } = await configured({ archive: `/b 'x'/50%` })
    expect(config).toContain(
      String.raw`restore_command = 'test -f ''/b ''\\''''x''\\''''/50%%/%f'' && cp ''/b ''\\''''x''\\''''/50%%/%f'' "%p"'`,
    )
  })
})
