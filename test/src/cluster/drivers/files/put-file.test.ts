import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { putFile } from '#cluster/drivers/files/put-file'

const place = () => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [open, others] = [join(folder, 'open'), join(folder, 'others')]
  mkdirSync(open)
  mkdirSync(others)
  writeFileSync(join(others, 'secret'), 'of others')
  return { open, others, secret: join(others, 'secret') }
}

const usual = { mode: 0o600, owner: null, flush: true }

describe('a file put into a folder that others may write', () => {
  test('takes the place of a link, and leaves what the link leads to', async () => {
    const { open, secret } = place()
    symlinkSync(secret, join(open, 'words'))
    await putFile(join(open, 'words'), 'own', usual)
    expect(readFileSync(secret, 'utf8')).toBe('of others')
    expect(lstatSync(join(open, 'words')).isFile()).toBe(true)
    expect(readFileSync(join(open, 'words'), 'utf8')).toBe('own')
    expect(readdirSync(open)).toEqual(['words'])
  })

  test('is not put through a link in the place of the folder', async () => {
    const { open, others } = place()
    symlinkSync(others, join(open, 'within'))
    await expect(putFile(join(open, 'within/words'), 'own', usual)).rejects.toThrow(
      'is no folder of its own but a link or a file, so nothing is read or written there.',
    )
    expect(readdirSync(others)).toEqual(['secret'])
  })

  test('is not put into a folder of another user than the owner', async () => {
    const { open } = place()
    const owner = { uid: lstatSync(open).uid + 1, gid: 0 }
    await expect(putFile(join(open, 'words'), 'own', { ...usual, owner })).rejects.toThrow(
      'belongs to another user',
    )
    expect(readdirSync(open)).toEqual([])
  })

  test('leaves nothing behind where the name is taken by a folder', async () => {
    const { open } = place()
    mkdirSync(join(open, 'words'))
    await expect(putFile(join(open, 'words'), 'own', usual)).rejects.toThrow('EISDIR')
    expect(readdirSync(open)).toEqual(['words'])
  })

  test('has the mode that was asked for, whatever the umask takes', async () => {
    const { open } = place()
    await putFile(join(open, 'words'), 'own', { ...usual, mode: 0o666 })
    expect(lstatSync(join(open, 'words')).mode & 0o777).toBe(0o666)
  })

  test.skipIf(process.getuid?.() !== 0)('has its owner where the folder is of root', async () => {
    const { open } = place()
    const path = join(open, 'pgbouncer.ini')
    const options = { mode: 0o640, owner: { uid: 65_534, gid: 65_534 }, flush: true }
    await expect(putFile(path, 'words', options)).rejects.toThrow('belongs to another user')
    await putFile(path, 'words', { ...options, folder: { uid: 0, gid: 0 } })
    expect(lstatSync(path)).toMatchObject({ uid: 65_534, gid: 65_534 })
  })
})
