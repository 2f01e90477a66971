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
/** `alone` answers for a file that is run once more. */
const failing = (test: string, alone: string) => `case "$*" in
  'run check') ${unit};;
  test) ${test}; exit 1;;
  'run test:lab') ${live};;
  *) echo "$*"; ${alone};;
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

  test('runs a failed file once more, alone, and tells that it is unsteady when it passes then', async () => {
    const test = 'echo failed: live test/live/a.test.ts; echo live: 6 passed, 1 failed, 0 skipped'
    await program('npm', failing(test, unit))
    const { status, stdout } = run()
    expect(stdout).toContain('exec -- vitest run --project live test/live/a.test.ts')
    expect(stdout).toContain('ci: unsteady: live test/live/a.test.ts failed among the others')
    expect(stdout).not.toContain('ci: failed')
    expect(status).toBe(0)
  })

  test.each([
    ['fails alone, too', 'echo failed: live a', 'exit 1'],
    ['is one of five', 'for one in a b c d e; do echo "failed: live $one"; done', unit],
    ['leaves a process behind', 'echo failed: live a; echo left behind: 1 postgres', unit],
    ['fails beside an error outside', 'echo failed: live a; echo unhandled: 1 errors', unit],
    ['is named by nobody', unit, unit],
  ])('ends with an error when a failed file %s', async (_, test, alone) => {
    await program('npm', failing(test, alone))
    const { status, stdout } = run()
    expect(stdout).toContain('ci: failed: npm test\n')
    expect(stdout).not.toContain('unsteady')
    expect(status).toBe(1)
  })
})
