import { spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'howdah-ci-'))
  await mkdir(join(folder, '.ci'))
  await mkdir(join(folder, 'bin'))
  await cp(join(import.meta.dirname, '../../.ci/run'), join(folder, '.ci/run'))
})

afterEach(() => rm(folder, { recursive: true }))

const program = async (name: string, text: string) => {
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`)
  await chmod(join(folder, 'bin', name), 0o755)
}

const run = () =>
  spawnSync('bash', ['.ci/run'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
  })

const suites = (check: string, test: string, lab: string) => `case "$*" in
  'run check') ${check};;
  test) ${test};;
  'run test:lab') ${lab};;
esac`
const unit = 'echo unit: 5 passed, 0 failed, 1 skipped'
const live = 'echo live: 7 passed, 0 failed, 0 skipped'
const managed = 'echo managed: 3 passed, 0 failed, 2 skipped'

describe('.ci/run', () => {
  test('runs check, test and lab, and counts each suite once', async () => {
    await program('npm', suites(unit, `${unit}; ${live}; ${managed}`, 'echo lab: no tests'))
    const { status, stdout } = run()
    expect(stdout).toMatch(/npm run check: exit 0[^]*npm test: exit 0[^]*npm run test:lab: exit 0/)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('15 passed, 0 failed, 3 skipped')
    expect(status).toBe(0)
  })

  test('goes on after a failure, names it and ends with an error', async () => {
    await program('npm', suites('exit 1', 'echo live: 6 passed, 1 failed, 0 skipped; exit 1', live))
    const { status, stdout } = run()
    expect(stdout).toContain('ci: failed: npm run check\nci: failed: npm test\n')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('7 passed, 1 failed, 0 skipped')
    expect(status).toBe(1)
  })
})
