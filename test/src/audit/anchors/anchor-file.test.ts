/** The anchor file, in a folder where somebody else may write too. */
import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openAnchorFile } from '#audit/anchors/anchor'
import { openHeadSigner } from '#signing/heads'

const top = mkdtempSync(join(tmpdir(), 'howdah-anchors-'))
afterAll(() => rmSync(top, { recursive: true, force: true }))
const anchor = { seq: 1, hash: 'a'.repeat(64) }

describe.each([
  ['a symbolic link', (secret: string, path: string) => symlinkSync(secret, path)],
  ['a second name of a file elsewhere', (secret: string, path: string) => linkSync(secret, path)],
])('an anchor file that is %s', (name, put) => {
  const at = (what: string) => {
    const dir = mkdtempSync(join(top, 'record-'))
    const secret = join(dir, 'secret')
    writeFileSync(secret, 'opensesame\n')
    const path = join(dir, `anchors ${name} ${what}`)
    put(secret, path)
    return { secret, path, file: openAnchorFile(path, openHeadSigner([])) }
  }

  test('holds no anchors', () => {
    expect(at('read').file.read()).toMatchObject({ anchors: [], wrong: null })
  })

  test('is put aside before an anchor is written, and nothing is written elsewhere', () => {
    const { secret, path, file } = at('write')
    file.write(anchor)
    expect(readFileSync(secret, 'utf8')).toBe('opensesame\n')
    expect(readFileSync(path, 'utf8')).toContain(`1 ${anchor.hash}`)
    expect(file.read().anchors).toHaveLength(1)
  })

  test('is written anew without a copy of what it leads to', () => {
    const { secret, path, file } = at('mend')
    const aside = file.mend([anchor]) ?? ''
    expect(aside).not.toBe('')
    expect(readFileSync(secret, 'utf8')).toBe('opensesame\n')
    expect(readFileSync(path, 'utf8')).not.toContain('opensesame')
    expect(file.read().anchors).toHaveLength(1)
  })
})
