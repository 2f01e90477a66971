import { describe, expect, test } from 'vitest'
import { runVitestOn } from '#test/support/run/vitest-in-a-folder'

const vitest = "import { beforeAll, expect, test } from 'vitest'\n"

describe('a test run', () => {
  test('counts each suite, all together, and the reason of each skip', async () => {
    const { exitCode, output } = await runVitestOn({
      'unit/a.test.ts': `${vitest}
        test('holds', () => {})
        test('asks for more', ({ skip }) => skip('needs pgbouncer'))`,
    })
    expect(output).toContain('skipped: needs pgbouncer: unit/a.test.ts > asks for more')
    expect(output).toContain('unit: 1 passed, 0 failed, 1 skipped')
    expect(output).toContain('live: no tests')
    expect(output).toMatch(/^1 passed, 0 failed, 1 skipped$/m)
    expect(exitCode).toBe(0)
  })

  test('says when a suite only skips', async () => {
    const { output } = await runVitestOn({
      'live/a.test.ts': `${vitest}test('asks', ({ skip }) => skip('needs chromium'))`,
    })
    expect(output).toContain('live: 0 passed, 0 failed, 1 skipped (nothing ran)')
  })

  test('fails on a skip without a reason', async () => {
    const { exitCode, output } = await runVitestOn({
      'unit/a.test.ts': `${vitest}test.skip('is forgotten', () => {})`,
    })
    expect(output).toContain('skipped: gives no reason: unit/a.test.ts > is forgotten')
    expect(exitCode).toBe(1)
  })

  test('counts a file whose set-up fails as failed', async () => {
    const { exitCode, output } = await runVitestOn({
      'unit/a.test.ts': `${vitest}
        beforeAll(() => { throw new Error('no server') })
        test('needs it', () => {})`,
      'unit/b.test.ts': `${vitest}throw new Error('cannot be loaded')`,
    })
    expect(output).toMatch(/^0 passed, 2 failed, 1 skipped$/m)
    expect(output).toContain('skipped: its set-up failed: unit/a.test.ts > needs it')
    expect(output).toMatch(/^failed: unit unit\/a.test.ts\nfailed: unit unit\/b.test.ts$/m)
    expect(exitCode).toBe(1)
  })

  test('tells of an error outside of tests', async () => {
    const { exitCode, output } = await runVitestOn({
      'unit/a.test.ts': `${vitest}
        test('hears nothing of it', () => void Promise.reject(new Error('late')))`,
    })
    expect(output).toContain('unhandled: 1 errors outside of tests')
    expect(output).not.toContain('failed: unit')
    expect(exitCode).toBe(1)
  })

  test.for([
    ['with the environment of the run', ''],
    ['with an environment of its own', "env: { PATH: '/usr/bin:/bin' },"],
  ])('fails when a process is left behind %s', async ([, environment], { skip }) => {
    skip(process.platform !== 'linux', 'needs Linux')
    const { exitCode, output } = await runVitestOn({
      'unit/a.test.ts': `import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        ${vitest}
        test('forgets a child', async () => {
          const child = spawn('sleep', ['600'], { ${environment} detached: true, stdio: 'ignore' })
          await once(child, 'spawn')
          child.unref()
          // Longer than the watch takes to look once.
          await once(spawn('sleep', ['1']), 'exit')
        })`,
    })
    expect(output).toMatch(/^1 passed, 0 failed, 0 skipped$/m)
    expect(output).toMatch(/left behind: \d+ sleep 600/)
    expect(exitCode).toBe(1)
  })
})
