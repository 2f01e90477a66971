import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { namesIn } from '#cluster/facts/backup/plain-file'

const folderWith = (...names: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-names-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of names) writeFileSync(join(folder, name), '')
  return folder
}

describe('the names in a folder that others may write', () => {
  test('are read up to so many, and up to the memory that so many take', async () => {
    expect(await namesIn(folderWith('a', 'b'), 2)).toHaveLength(2)
    expect(await namesIn(folderWith('a', 'b', 'c'), 2)).toBe('crowded')
    const long = ['a', 'b'].map(sign => sign.repeat(250))
    expect(await namesIn(folderWith(...long), 2)).toBe('crowded')
  })
})
