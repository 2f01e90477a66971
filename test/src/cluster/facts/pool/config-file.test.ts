import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfigFile, whyNotByFile } from '#cluster/facts/pool/config-file'

const words = '[databases]\napp = host=10.0.0.1 port=5432\n'

const place = (content: string | Buffer = words) => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'pgbouncer.ini')
  writeFileSync(path, content, { mode: 0o640 })
  return { folder, path }
}

describe('the file of a PgBouncer', () => {
  test('is read with its mode and its owner', async () => {
    const { path } = place()
    const { uid, gid } = statSync(path)
    const owner = { uid, gid }
    expect(await readConfigFile(path)).toEqual({ text: words, mode: 0o640, owner, folder: owner })
  })

  test('is left alone where a link leads to it, or to the folder around it', async () => {
    const { folder, path } = place()
    symlinkSync(path, join(folder, 'linked.ini'))
    expect(await readConfigFile(join(folder, 'linked.ini'))).toMatch('cannot be read as a plain')
    mkdirSync(join(folder, 'there'))
    symlinkSync(folder, join(folder, 'there/link'))
    const behind = join(folder, 'there/link/pgbouncer.ini')
    expect(await readConfigFile(behind)).toBe(`the folder of ${behind} is a link`)
  })

  test('is left alone where it has another name too', async () => {
    const { folder, path } = place()
    linkSync(path, join(folder, 'copy.ini'))
    expect(await readConfigFile(path)).toBe(`${path} has another name too (a hard link)`)
  })

  test('is left alone where everybody may write it, or in the folder around it', async () => {
    const { folder, path } = place()
    const open = `everybody may write ${path}, or in the folder around it`
    chmodSync(path, 0o666)
    expect(await readConfigFile(path)).toBe(open)
    chmodSync(path, 0o640)
    chmodSync(folder, 0o777)
    expect(await readConfigFile(path)).toBe(open)
    chmodSync(folder, 0o1777)
    expect(await readConfigFile(path)).toMatchObject({ mode: 0o640 })
  })

  test('is left alone where it would not be the same afterwards', async () => {
    const { path } = place(Buffer.concat([Buffer.from(words), Buffer.from([0x3b, 0xe9])]))
    expect(await readConfigFile(path)).toBe(`${path} is no UTF-8, and would not be kept as it is`)
    const long = place(Buffer.alloc(1_024 ** 2 + 1, ';'))
    expect(await readConfigFile(long.path)).toMatch('is longer than a megabyte')
  })

  // Needs root: nobody else gives a file away.
  test.skipIf(process.getuid?.() !== 0)(
    'is left alone where the folder is of another user than root or its own',
    async () => {
      const { folder, path } = place()
      const nobody = { uid: 65_534, gid: 65_534 }
      chownSync(path, nobody.uid, nobody.gid)
      chownSync(folder, 65_533, 65_533)
      expect(await readConfigFile(path)).toMatch('belong to different users')
      chownSync(folder, nobody.uid, nobody.gid)
      expect(await readConfigFile(path)).toMatchObject({ owner: nobody, folder: nobody })
      // As Debian's package has both.
      chownSync(folder, 0, 0)
      expect(await readConfigFile(path)).toMatchObject({ owner: nobody, folder: { uid: 0 } })
    },
  )

  test('says why it is left alone where a pool is to be led', async () => {
    const { path } = place()
    const row = { database: 'app', host: '10.0.0.1', port: '5432' }
    expect(await whyNotByFile(path, row)).toBeNull()
    expect(await whyNotByFile(path, { ...row, port: '5433' })).toMatch('says another address')
    chmodSync(path, 0o666)
    expect(await whyNotByFile(path, row)).toMatch('everybody may write')
  })
})
