import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { configFile, configure, retarget } from '#cluster/drivers/clone/configure'
import { removeFolder } from '#cluster/drivers/clone/remove-folder'
import { logIn, readLog, startServer } from '#cluster/drivers/clone/server'
import { closeLinks } from '#cluster/drivers/clone/tablespace-links'

const target = { kind: 'xid', xid: '4711', lsn: '0/3000060' } as const

/** The folder of a clone, and a stranger's file that only Howdah may read. */
const planted = () => {
  const place = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(place, { recursive: true }))
  const [folder, others] = [join(place, 'shop-clone-1.r-1.1'), join(place, 'others')]
  mkdirSync(join(folder, 'data'), { recursive: true })
  mkdirSync(others)
  const secret = join(others, 'key')
  writeFileSync(secret, 'secret', { mode: 0o600 })
  return { folder, data: join(folder, 'data'), others, secret }
}

describe('a link that the user of a clone puts in the place of', () => {
  test('the log: no word of what it leads to comes into a message, and nothing is written there', async () => {
    const { folder, secret } = planted()
    symlinkSync(secret, logIn(folder))
    expect(await readLog(folder)).toBe('')
    expect(() => startServer(folder, { programs: '/none', owner: null, keys: [] })).toThrow(
      'EEXIST',
    )
    expect(readFileSync(secret, 'utf8')).toBe('secret')
  })

  test('the settings: the file that it leads to stays as it is', async () => {
    const { folder, data, secret } = planted()
    symlinkSync(secret, join(data, configFile))
    await expect(retarget(folder, target, null)).rejects.toThrow('is no plain file of settings')
    await configure({
      folder,
      archive: '/backup/wal',
      isEncrypted: false,
      target,
      needs: {},
      socket: '/tmp/socket',
      logins: ['howdah'],
      owner: null,
      major: 18,
    })
    expect(readFileSync(secret, 'utf8')).toBe('secret')
    expect(readFileSync(join(data, configFile), 'utf8')).toContain("recovery_target_xid = '4711'")
  })

  test('the links to tablespaces: the rights of what it leads to stay as they are', () => {
    const { data, others } = planted()
    chmodSync(others, 0o700)
    symlinkSync(others, join(data, 'pg_tblspc'))
    expect(() => closeLinks(data, null)).toThrow('is no folder of its own but a link or a file')
    expect(statSync(others).mode & 0o777).toBe(0o700)
  })

  test('the folder: the link goes, and what it leads to stays', async () => {
    const { folder, others, secret } = planted()
    rmSync(folder, { recursive: true })
    symlinkSync(others, folder)
    await removeFolder(folder, null)
    expect(() => statSync(folder)).toThrow('ENOENT')
    expect(readFileSync(secret, 'utf8')).toBe('secret')
  })
})
