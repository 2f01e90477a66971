import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readAnew } from '#cluster/drivers/switchover/repoint'

const pipes = 'mkfifo'

test('a replica with a pipe in the place of its command line is refused, and not waited for', async () => {
  const data = mkdtempSync(join(tmpdir(), 'howdah-test-'))
  onTestFinished(() => rmSync(data, { recursive: true }))
  execFileSync(pipes, [join(data, 'postmaster.opts')])
  await expect(readAnew(data)).rejects.toThrow('postmaster.opts is no plain file')
})
