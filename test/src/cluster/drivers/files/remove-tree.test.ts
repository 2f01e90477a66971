import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { removeTree } from '#cluster/drivers/files/remove-tree'

const dir = mkdtempSync(join(tmpdir(), 'howdah-test-'))
const elsewhere = join(dir, 'elsewhere')
mkdirSync(elsewhere)
writeFileSync(join(elsewhere, 'kept'), '')
afterAll(() => rmSync(dir, { recursive: true }))

const grow = (name: string): string => {
  const folder = join(dir, name)
  mkdirSync(join(folder, 'a/b'), { recursive: true })
  writeFileSync(join(folder, 'a/b/c'), '')
  return folder
}

describe('a tree', () => {
  test('is removed with all in it, and a second time in vain', async () => {
    const folder = grow('tree')
    await removeTree(folder)
    await removeTree(folder)
    await removeTree(join(dir, 'not/there'))
    expect(existsSync(folder)).toBe(false)
  })

  test('may have a name that looks like an option', async () => {
    await removeTree(grow('--help'))
    expect(readdirSync(dir)).toEqual(['elsewhere'])
  })

  test('is removed without what its links lead to', async () => {
    const folder = grow('links')
    symlinkSync(elsewhere, join(folder, 'a/link'))
    const link = join(dir, 'link')
    symlinkSync(elsewhere, link)
    await removeTree(folder)
    await removeTree(link)
    expect(readdirSync(dir)).toEqual(['elsewhere'])
    expect(readdirSync(elsewhere)).toEqual(['kept'])
  })

  test('is not looked for behind a link in the place of the folder around it', async () => {
    const link = join(dir, 'around')
    symlinkSync(elsewhere, link)
    await expect(removeTree(join(link, 'kept'))).rejects.toThrow('no folder of its own')
    rmSync(link)
    expect(readdirSync(elsewhere)).toEqual(['kept'])
  })

  test('that cannot be removed is told', async ({ skip }) => {
    const folder = grow('busy')
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'none', join(folder, 'a')], { stdio: 'ignore' })
    } catch {
      return skip('needs the right to mount a disk')
    }
    await expect(removeTree(folder)).rejects.toThrow(/busy/)
    execFileSync('umount', [join(folder, 'a')])
    await removeTree(folder)
    expect(existsSync(folder)).toBe(false)
  })
})
