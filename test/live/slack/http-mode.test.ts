/** Signed HTTP instead of Socket Mode: the same story, and a stranger's posts. */
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { signedHeaders } from '#local/slack/deliver/signature'
import { hear, listenFor, shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, timesRun } from '#test/support/kills'

const howdah = await startHowdah({
  http: true,
  tables: ['create table users (id int, email text)'],
})
const { slack } = howdah
const bot = await howdah.start()
const url = bot.requestUrl

const formType = 'application/x-www-form-urlencoded'
const now = () => Math.floor(Date.now() / 1_000)

interface Posted {
  readonly body: string
  readonly type?: string
  readonly secret?: string
  readonly at?: number | string
  readonly headers?: Readonly<Record<string, string>>
}

/** The status, or the error of the broken connection. */
const post = (posted: Posted): Promise<number | string> => {
  const { body, type = formType, secret = slack.signingSecret, at = now(), headers } = posted
  return new Promise(resolve => {
    const signed = { 'content-type': type, ...signedHeaders(secret, body, at), ...headers }
    const asked = request(url, { method: 'POST', headers: signed }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asked.on('error', error => resolve(error.message))
    asked.end(body)
  })
}

/** Slack's request for a command, of this team and app unless overridden. */
const commandOf = (text: string, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    command: '/pg',
    text,
    team_id: slack.teamId,
    api_app_id: slack.appId,
    user_id: 'U_OLGA',
    user_name: 'olga',
    channel_id: 'C_OPS',
    channel_name: 'db-ops',
    trigger_id: `${Math.random()}`,
    response_url: `${new URL(slack.apiUrl).origin}/response/none`,
    is_enterprise_install: 'false',
    ...more,
  }).toString()

const plansMade = async (): Promise<number> => {
  const [row] = await howdah.store.query<{ count: string }>('select count(*) from howdah.plan')
  return Number(row?.count)
}

const alive = async (): Promise<void> => {
  await hear(howdah, 'olga', '/pg status', 'every node answers')
  expect(howdah.bots).toHaveLength(1)
}

describe('over signed HTTP', () => {
  test('a command becomes a plan, an approval its run, and the message says so', async () => {
    const plan = await howdah.plan('/pg index create users columns=email')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectOneOutcome(howdah, plan, 'succeeded')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY users_email_idx')).toBe(1)
  })

  test('a form is opened, filled in and answered', async () => {
    await howdah.say('olga', '/pg index create table=users')
    const view = await slack.waitFor(state => state.views.find(one => one.user === 'U_OLGA'))
    const sent = await slack.submitView('olga', view.id, { columns: { value: 'nothing_like_it' } })
    expect(sent).toMatchObject({
      kind: 'errors',
      errors: { columns: expect.stringContaining('has no column nothing_like_it') },
    })
    await slack.closeView('olga', view.id)
  })
})

describe('a request that was recorded', () => {
  test('is done once when it comes again', async () => {
    const before = await plansMade()
    const body = commandOf('index create users columns=id name=replayed_idx')
    const at = now()
    const answers = await Promise.all([post({ body, at }), post({ body, at }), post({ body, at })])
    expect(answers).toEqual([200, 200, 200])
    await howdah.message(one => JSON.stringify(one.blocks).includes('replayed_idx'))
    expect(await post({ body, at })).toBe(200)
    await alive()
    expect(await plansMade()).toBe(before + 1)
  })

  test('is done once when Slack delivers it twice', async () => {
    slack.setFault('twice', true)
    const plan = await howdah.plan('/pg index create users columns=id name=twice_idx')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Done.')
    slack.setFault('twice', false)
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY twice_idx')).toBe(1)
  })
})

const wish = 'index create users columns=id name=hostile_idx'
const json = 'application/json'

/** The present time as JavaScript reads it, and as Slack never writes it. */
const stamps: readonly (() => string)[] = [
  () => `${now()}.0`,
  () => `0x${now().toString(16)}`,
  () => now().toExponential(),
  () => `+${now()}`,
  () => `${now()}e0`,
]

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
const deepShort = `${'['.repeat(15_000)}${']'.repeat(15_000)}`

const payload = (value: unknown) =>
  new URLSearchParams({ payload: JSON.stringify(value) }).toString()

const hostile: readonly (readonly [string, () => Posted, readonly (number | string)[]])[] = [
  ['a forged signature', () => ({ body: commandOf(wish), secret: 'guessed' }), [401]],
  [
    'a body that was changed',
    () => ({
      body: commandOf(wish),
      headers: signedHeaders(slack.signingSecret, commandOf('help')),
    }),
    [401],
  ],
  ['no signature', () => ({ body: commandOf(wish), headers: { 'x-slack-signature': '' } }), [401]],
  ['a stamp of 6 minutes ago', () => ({ body: commandOf(wish), at: now() - 360 }), [401]],
  ['a stamp of in 6 minutes', () => ({ body: commandOf(wish), at: now() + 360 }), [401]],
  [
    'a stamp that is no number',
    () => ({ body: commandOf(wish), headers: { 'x-slack-request-timestamp': 'soon' } }),
    [401],
  ],
  ...stamps.map(
    stamp =>
      [`a stamp as ${stamp()}`, () => ({ body: commandOf(wish), at: stamp() }), [401]] as const,
  ),
  ['another team', () => ({ body: commandOf(wish, { team_id: 'T_EVIL' }) }), [404]],
  ['no team', () => ({ body: commandOf(wish, { team_id: '' }) }), [401, 404, 500]],
  ['another app', () => ({ body: commandOf(wish, { api_app_id: 'A_EVIL' }) }), [404]],
  ['payload=null', () => ({ body: 'payload=null' }), [400]],
  ['payload=[]', () => ({ body: 'payload=[]' }), [400]],
  ['payload="x"', () => ({ body: 'payload=%22x%22' }), [400]],
  ['a payload that is no JSON', () => ({ body: 'payload=%7B' }), [400]],
  ['two payloads', () => ({ body: 'payload=%7B%7D&payload=null' }), [400]],
  ['an empty payload', () => ({ body: payload({}) }), [404]],
  [
    'a click without anything',
    () => ({ body: payload({ type: 'block_actions' }) }),
    [401, 404, 500],
  ],
  [
    'a click with null in every place',
    () => ({
      body: payload({
        type: 'block_actions',
        team: null,
        user: null,
        channel: null,
        actions: null,
        api_app_id: null,
      }),
    }),
    [401, 404, 500],
  ],
  [
    'a form with a broken memory',
    () => ({
      body: payload({
        type: 'view_submission',
        team: { id: slack.teamId },
        api_app_id: slack.appId,
        user: { id: 'U_OLGA', team_id: slack.teamId },
        view: { id: 'V1', hash: '1', callback_id: 'form', private_metadata: 'null', state: {} },
      }),
    }),
    [404, 500],
  ],
  [
    'lists in lists, 100,000 deep, without a signature',
    () => ({ body: deep, type: json, secret: 'guessed' }),
    [401],
  ],
  ['lists in lists, 100,000 deep', () => ({ body: deep, type: json }), [400]],
  [
    'a click whose every place is a list in lists',
    () => ({
      body: `payload=${encodeURIComponent(
        `{"type":"block_actions","team":{"id":"${slack.teamId}"},"api_app_id":"${slack.appId}","user":${deepShort},"actions":${deepShort}}`,
      )}`,
    }),
    [401, 404, 500],
  ],
  ['null as an event', () => ({ body: 'null', type: json }), [400]],
  ['a list as an event', () => ({ body: '[]', type: json }), [400]],
  [
    'an event without an event',
    () => ({ body: JSON.stringify({ type: 'event_callback', event: null }), type: json }),
    [401, 404, 500],
  ],
  [
    'a body of 10 MB',
    () => ({ body: commandOf('x'.repeat(10_000_000)) }),
    [413, 'write EPIPE', 'read ECONNRESET', 'socket hang up'],
  ],
  [
    'a body without its length',
    () => ({ body: commandOf(wish), headers: { 'transfer-encoding': 'chunked' } }),
    [413],
  ],
  ['another content type', () => ({ body: commandOf(wish), type: 'text/plain' }), [415]],
  ['multipart', () => ({ body: commandOf(wish), type: 'multipart/form-data; boundary=x' }), [415]],
]

describe('a hostile request', () => {
  test.concurrent.each(hostile)('with %s is refused', async (_, make, statuses) => {
    expect(statuses).toContain(await post(make()))
  })

  test.each([
    ['team', { team_id: 'T_EVIL' }],
    ['app', { api_app_id: 'A_EVIL' }],
  ])('of another %s is answered at once', async (_, from) => {
    const asked = performance.now()
    expect(await post({ body: commandOf(wish, from) })).toBe(404)
    // Without an answer from Howdah, Bolt answers after three seconds.
    expect(performance.now() - asked).toBeLessThan(2_000)
  })

  test.each(['GET', 'PUT', 'DELETE'])('of method %s is not found', async method => {
    expect((await fetch(url, { method })).status).toBe(404)
  })

  test('is one line of the log, and one a minute, however often it comes', async () => {
    const unsigned = { body: commandOf(wish), secret: 'guessed' }
    await Promise.all(Array.from({ length: 200 }, () => post(unsigned)))
    const lines = howdah.log().match(/had no valid signature of Slack/g)
    expect(lines?.length).toBeLessThanOrEqual(2)
    expect(howdah.log()).not.toContain('Failed to parse and verify')
  })

  test('with nothing of the above left anything behind', async () => {
    const found = await howdah.store.query(
      `select from howdah.plan where body::text like '%hostile_idx%'`,
    )
    expect(found).toEqual([])
    await alive()
  })

  test('of a person of another team is refused in words', async () => {
    slack.setPerson({ id: 'U_NOA', name: 'noa', realName: 'Noa', title: '', standing: 'external' })
    const heard = listenFor(howdah, 'noa')
    expect(await post({ body: commandOf(wish, { user_id: 'U_NOA' }) })).toBe(200)
    await heard('People of other organisations may not use Howdah.')
    await alive()
  })
})
