/** A person with a clone and a running local mode, without any configuration. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cli } from '#test/support/cli'

const dir = mkdtempSync(join(tmpdir(), 'howdah-local-'))
chmodSync(dir, 0o755)
const data = join(dir, 'data')
const local = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
  env: { PATH: process.env['PATH'], HOME: dir, HOWDAH_DATA: data, HOWDAH_TIED: '1' },
  stdio: ['pipe', 'ignore', 'inherit'],
})
const ended = new Promise<void>(resolve => local.once('exit', () => resolve()))
afterAll(async () => {
  local.kill('SIGINT')
  await ended
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

const running = join(data, 'running.json')

describe('howdah beside local mode', () => {
  test('answers, and lets the login that started it ask but not approve', async () => {
    await expect.poll(() => existsSync(running), { timeout: 300_000, interval: 250 }).toBe(true)
    expect(statSync(running).mode & 0o777).toBe(0o600)
    const status = await cli({ HOWDAH_DATA: data }, 'status')
    expect(status.err).toContain('local mode’s inventory and control database are used')
    expect(status.out).toMatch(/^shop-1 +primary/m)
    expect(status.exit).toBe(0)
    const plan = await cli({ HOWDAH_DATA: data }, 'index', 'create', 'users', 'columns=name')
    const [id] = /p-[0-9a-z]{7}/.exec(plan.out) ?? []
    expect(id).toBeDefined()
    const approval = await cli({ HOWDAH_DATA: data }, 'plan', 'approve', id ?? '')
    expect(approval.exit).toBe(2)
    expect(approval.err).toMatch(/^Blocked: /m)
  }, 360_000)

  test('says that it is gone when it has ended', async () => {
    local.kill('SIGINT')
    await ended
    expect(existsSync(running)).toBe(false)
    const { err } = await cli({ HOWDAH_DATA: data }, 'status')
    expect(err).toContain('no local mode of yours runs here')
  })
})
