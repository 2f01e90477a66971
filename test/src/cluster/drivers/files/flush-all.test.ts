import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { flushAll } from '#cluster/drivers/files/flush-all'

const pipes = 'mkfifo'

test('putting files on disk waits for no pipe, and goes by no link', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'base'))
  writeFileSync(join(folder, 'base/1'), 'rows')
  symlinkSync('/none', join(folder, 'base/2'))
  execFileSync(pipes, [join(folder, 'base/3')])
  await expect(flushAll(folder)).resolves.toBeUndefined()
})
