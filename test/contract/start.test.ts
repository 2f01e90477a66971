import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const dir = mkdtempSync(join(tmpdir(), 'howdah-start-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const data = join(dir, 'data')
const program = join(import.meta.dirname, '../../src/main.ts')

const inventory = (environment: string): string => {
  const path = join(dir, `${environment}.json`)
  const url = 'postgres://howdah@db.internal:5432/app'
  const people = { operators: ['U_OLGA'], approvers: ['U_ADAM'] }
  const clusters = { main: { environment, url } }
  writeFileSync(path, JSON.stringify({ channels: { ops: 'C_OPS' }, people, clusters }))
  return path
}

/** Starts as `npm start` does; a started program would have to be ended, so no start may succeed. */
const start = (env: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    timeout: 110_000,
    env: { PATH: process.env['PATH'], HOME: dir, HOWDAH_DATA: data, ...env },
  })

describe('npm start refuses', () => {
  test.each([
    [
      'a production cluster in local mode',
      () => ({ HOWDAH_CONFIG: inventory('production') }),
      'clusters.main: production is refused in local mode, where anybody acts as anybody.',
    ],
    [
      'an inventory that cannot be read, in local mode too',
      () => ({ HOWDAH_CONFIG: join(dir, 'gone.yaml') }),
      'gone.yaml, which is not there.',
    ],
    [
      'a production cluster beside a look-alike of Slack',
      () => ({
        HOWDAH_CONFIG: inventory('production'),
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        SLACK_API_URL: 'http://127.0.0.1:9/api/',
      }),
      'clusters.main: production is refused while SLACK_API_URL is on this machine',
    ],
    [
      'an app-level token alone, and starts no local mode in its stead',
      () => ({ HOWDAH_CONFIG: inventory('staging'), SLACK_APP_TOKEN: 'xapp-1' }),
      'SLACK_APP_TOKEN needs SLACK_BOT_TOKEN (xoxb-…) beside it.',
    ],
    [
      'an id of its app alone',
      () => ({ HOWDAH_CONFIG: inventory('staging'), SLACK_APP_ID: 'A0SHOP' }),
      'SLACK_APP_ID needs SLACK_BOT_TOKEN (xoxb-…) beside it.',
    ],
    [
      'an address of Slack alone',
      () => ({ HOWDAH_CONFIG: inventory('staging'), SLACK_API_URL: 'http://127.0.0.1:9/api/' }),
      'SLACK_BOT_TOKEN is missing. Without any SLACK_ variable this is local mode.',
    ],
    [
      'a bot without a control database',
      () => ({
        HOWDAH_CONFIG: inventory('staging'),
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
      }),
      'DATABASE_URL names no control database, and a bot needs one that lasts.',
    ],
  ])('%s', (_, env, why) => {
    const { status, stdout, stderr } = start(env())
    expect(stderr).toContain(`\n- `)
    expect(stderr).toContain(why)
    expect(stderr).not.toContain('    at ')
    expect({ status, stdout, started: existsSync(data) }).toEqual({
      status: 1,
      stdout: '',
      started: false,
    })
  })
})
