import { mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { holdFolder } from '#cluster/drivers/files/held-folder'
import { makeFolder } from '#cluster/drivers/files/make-folder'

const emptyFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-made-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

describe('a folder', () => {
  test('is made with those above it, and may be there already', () => {
    const path = join(emptyFolder(), 'base/5')
    makeFolder(path)
    makeFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test('is refused where a file has its name', () => {
    const path = join(emptyFolder(), 'base')
    writeFileSync(path, '')
    expect(() => makeFolder(path)).toThrow('EEXIST')
  })

  test('is refused in a held folder that was removed meanwhile', () => {
    const dir = emptyFolder()
    const held = holdFolder(dir, null)
    onTestFinished(() => held.release())
    rmdirSync(dir)
    expect(() => makeFolder(join(held.path, 'base'))).toThrow('ENOENT')
  })
})
