import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bringOwnFiles } from '#cluster/drivers/rebuild/own-files'

const folders = () => {
  const home = mkdtempSync(join(tmpdir(), 'howdah-own-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  const [from, into] = [join(home, 'from'), join(home, 'into')]
  const put = (folder: string, name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  mkdirSync(from)
  mkdirSync(into)
  return { home, from, into, put }
}

test('a rebuilt replica keeps its own configuration, certificates and command line, and no data', async () => {
  const { from, into, put } = folders()
  for (const name of ['postgresql.conf', 'server.key', 'postmaster.opts', 'conf.d/port.conf'])
    put(from, name, 'replica')
  for (const name of ['PG_VERSION', 'base/1.conf', 'log/old.conf', 'postmaster.pid'])
    put(from, name, 'replica')
  for (const name of ['PG_VERSION', 'postgresql.conf', 'conf.d/primary.conf'])
    put(into, name, 'primary')
  expect(await bringOwnFiles(from, into, null)).toEqual([])
  const read = (name: string) => readFileSync(join(into, name), 'utf8')
  expect(
    ['postgresql.conf', 'server.key', 'postmaster.opts', 'conf.d/port.conf'].map(read),
  ).toEqual(['replica', 'replica', 'replica', 'replica'])
  expect(read('PG_VERSION')).toBe('primary')
  expect(statSync(join(into, 'server.key')).mode & 0o777).toBe(0o600)
  const strange = ['conf.d/primary.conf', 'base', 'log', 'postmaster.pid']
  expect(strange.filter(name => existsSync(join(into, name)))).toEqual([])
})

test('no link leads a rebuilt replica to a file of others', async () => {
  const { home, from, into, put } = folders()
  put(home, 'secret', 'of Howdah alone')
  symlinkSync(join(home, 'secret'), join(from, 'pg_hba.conf'))
  symlinkSync(home, join(from, 'elsewhere'))
  put(into, 'pg_hba.conf', 'primary')
  expect(await bringOwnFiles(from, into, null)).toEqual(['pg_hba.conf'])
  expect(existsSync(join(into, 'pg_hba.conf'))).toBe(false)
  expect(existsSync(join(into, 'elsewhere'))).toBe(false)
})

test('nor does a second name of such a file', async () => {
  const { home, from, into, put } = folders()
  put(home, 'secret', 'of Howdah alone')
  linkSync(join(home, 'secret'), join(from, 'sign.key'))
  expect(await bringOwnFiles(from, into, null)).toEqual(['sign.key'])
  expect(existsSync(join(into, 'sign.key'))).toBe(false)
})

test('a link in the place of the data folder, put there while the copy arrives, leads to no file of others', async () => {
  const { home, from, into, put } = folders()
  put(join(home, 'others'), 'sign.key', 'of Howdah alone')
  rmSync(from, { recursive: true })
  symlinkSync(join(home, 'others'), from)
  await expect(bringOwnFiles(from, into, null)).rejects.toThrow('is no folder of its own')
  expect(existsSync(join(into, 'sign.key'))).toBe(false)
})

test('nor does one in the place of a folder within, put there between two looks', async () => {
  const { home, from, into, put } = folders()
  put(join(home, 'others'), 'sign.key', 'of Howdah alone')
  put(from, 'a.d/port.conf', 'replica')
  put(from, 'b.d/port.conf', 'replica')
  const brought = bringOwnFiles(from, into, null)
  while (!existsSync(join(into, 'a.d'))) await Promise.resolve()
  rmSync(join(from, 'b.d'), { recursive: true })
  symlinkSync(join(home, 'others'), join(from, 'b.d'))
  await expect(brought).rejects.toThrow('is no folder of its own')
  expect(existsSync(join(into, 'b.d/sign.key'))).toBe(false)
})
