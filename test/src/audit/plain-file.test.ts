import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { textOfPlainFile } from '#audit/plain-file'

test('a file that would fill the memory is not read', () => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-plain-'))
  const path = join(dir, 'spool.jsonl')
  writeFileSync(path, 'a line\n')
  expect(textOfPlainFile(path)).toBe('a line\n')
  truncateSync(path, 10_000_000_000)
  expect(textOfPlainFile(path)).toBeNull()
  rmSync(dir, { recursive: true })
})
