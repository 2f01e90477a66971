import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config/read-config'
import { BadConfig } from '#src/errors'

const dir = mkdtempSync(join(tmpdir(), 'howdah-config-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const problemsOf = (environment: string, env: Readonly<Record<string, string>>) => {
  const path = join(dir, 'howdah.json')
  const cluster = { environment, url: 'postgres://howdah@db.internal:5432/app' }
  const people = { operators: ['U_OLGA'], approvers: ['U_ADAM'] }
  writeFileSync(
    path,
    JSON.stringify({ channels: { ops: 'C' }, people, clusters: { main: cluster } }),
  )
  try {
    readConfig({ HOWDAH_CONFIG: path, ...env }, [])
    return []
  } catch (error) {
    if (error instanceof BadConfig) return error.problems
    throw error
  }
}

const socket = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }
const refused = /^clusters\.main: production is refused while SLACK_API_URL is on this machine/

describe('a look-alike of Slack', () => {
  test.each([
    'http://127.0.0.1:3000/api/',
    'http://localhost/',
    'http://[::1]:1/',
    'http://127.1.2.3/',
  ])('on %s gets no production cluster', SLACK_API_URL => {
    expect(problemsOf('production', { ...socket, SLACK_API_URL })).toEqual([
      expect.stringMatching(refused),
    ])
  })

  test('may have any other cluster', () => {
    const env = { ...socket, SLACK_API_URL: 'http://127.0.0.1:3000/api/' }
    expect(problemsOf('staging', env)).toEqual([])
    expect(problemsOf('sample', env)).toEqual([])
  })

  test('is refused together with everything else that is wrong', () => {
    const env = { ...socket, SLACK_API_URL: 'http://127.0.0.1/', DATABASE_URL: 'control' }
    expect(problemsOf('production', env)).toEqual([
      expect.stringMatching(refused),
      expect.stringContaining('DATABASE_URL is not of the form'),
    ])
  })

  test('is not what Slack itself is, nor a server elsewhere', () => {
    expect(problemsOf('production', socket)).toEqual([])
    expect(
      problemsOf('production', { ...socket, SLACK_API_URL: 'https://slack.com/api/' }),
    ).toEqual([])
    expect(problemsOf('production', { ...socket, SLACK_API_URL: 'https://127.example/' })).toEqual(
      [],
    )
  })
})

describe('half of a pair of tokens', () => {
  test.each(['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_ID'])(
    'is named: %s alone',
    name => {
      expect(problemsOf('staging', { [name]: 'x' })).toEqual([
        `${name} needs SLACK_BOT_TOKEN (xoxb-…) beside it.`,
      ])
    },
  )
})

describe('Slack over HTTP', () => {
  const http = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' }

  test.each([undefined, '', 'howdah', 'xapp-1-A0SHOP-1'])('needs the id of its app: not %s', id => {
    const [problem, ...others] = problemsOf('staging', {
      ...http,
      ...(id === undefined ? {} : { SLACK_APP_ID: id }),
    })
    expect(problem).toMatch(
      /^SLACK_SIGNING_SECRET \(HTTP\) needs SLACK_APP_ID \(A…\) .*App Credentials/,
    )
    expect(others).toEqual([])
  })

  test('is configured with it', () => {
    expect(problemsOf('staging', { ...http, SLACK_APP_ID: 'A0SHOP' })).toEqual([])
  })

  test('is not what a Socket Mode app needs an id for: its token names it', () => {
    expect(problemsOf('staging', socket)).toEqual([])
  })
})
