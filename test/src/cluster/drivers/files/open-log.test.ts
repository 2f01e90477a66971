import {
  chownSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openLog, openLogIn } from '#cluster/drivers/files/open-log'

const isRoot = process.getuid?.() === 0
const owner = isRoot ? { uid: 65_534, gid: 65_534 } : null

/** The folder of a server, and a file of others beside that folder. */
const place = () => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [data, secret] = [join(folder, 'data'), join(folder, 'secret')]
  mkdirSync(data)
  writeFileSync(secret, 'of others')
  const give = (path: string) => owner && chownSync(path, owner.uid, owner.gid)
  give(data)
  return { data, secret, log: join(data, 'server.log'), give }
}

describe('the log of a server that Howdah starts', () => {
  test('is written on where it is a plain file of the server’s user', () => {
    const { log, give } = place()
    writeFileSync(log, 'before\n')
    give(log)
    const file = openLog(log, owner)
    if (file === null) throw new Error('not opened')
    writeSync(file, 'after\n')
    closeSync(file)
    expect(readFileSync(log, 'utf8')).toBe('before\nafter\n')
  })

  test.each<[string, (secret: string, log: string) => void]>([
    ['a link', symlinkSync],
    ['a second name of a file elsewhere', linkSync],
    ['a link to nothing', (secret, log) => symlinkSync(`${secret}.new`, log)],
    ['a folder', (_, log) => mkdirSync(log)],
    ['not there', () => {}],
  ])('is not opened where it is %s', (_, put) => {
    const { secret, log } = place()
    put(secret, log)
    expect(openLog(log, owner)).toBeNull()
    expect(readFileSync(secret, 'utf8')).toBe('of others')
    expect(lstatSync(`${secret}.new`, { throwIfNoEntry: false })).toBeUndefined()
  })

  test.skipIf(!isRoot)('is not opened where it is another user’s (needs root)', () => {
    const { log } = place()
    writeFileSync(log, 'of root')
    expect(openLog(log, owner)).toBeNull()
  })

  test('is made in the folder of the server, as a file of the server’s user', () => {
    const { data, log } = place()
    closeSync(openLogIn(data, 'server.log', owner))
    expect(lstatSync(log).uid).toBe(lstatSync(data).uid)
    // And is opened again.
    closeSync(openLogIn(data, 'server.log', owner))
  })

  test('is not made in the place of a link', () => {
    const { data, log, secret } = place()
    symlinkSync(`${secret}.new`, log)
    expect(() => openLogIn(data, 'server.log', owner)).toThrow(
      'is no plain file of the server’s user, so no server was started that would write there.',
    )
    expect(lstatSync(`${secret}.new`, { throwIfNoEntry: false })).toBeUndefined()
  })
})
