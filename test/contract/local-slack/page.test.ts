/** The page: access, events and abilities. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PageAction, PageEvent } from '#local/slack/page-protocol'
import type { LocalSlack } from '#local/slack/server'
import { goButton, startBolt, testSlack } from '#test/support/bolt'

const pageDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'local-slack-page-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await writeFile(
    join(dir, 'index.html'),
    '<link href="page/page.css"><script src="page/start.js"></script>',
  )
  await writeFile(join(dir, 'start.js'), "import { a } from './a.js'\n")
  await writeFile(join(dir, 'secret.txt'), 'secret')
  return dir
}

/** Node's fetch does not allow a Host header. */
const statusOf = (slack: LocalSlack, path: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const { port } = slack
    const sent = request({ host: '127.0.0.1', port, path, headers }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })

const act = async (slack: LocalSlack, action: PageAction, token = slack.token) => {
  const response = await fetch(new URL('/page/do', slack.url), {
    method: 'POST',
    headers: { 'x-page-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(action),
  })
  return response.status === 200 ? response.json() : response.status
}

/** Reads events until the right event comes. */
const listen = async (slack: LocalSlack) => {
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const url = new URL(`/page/events?token=${slack.token}`, slack.url)
  const { body } = await fetch(url, { signal: end.signal })
  if (body === null) throw new Error('There are no events.')
  const chunks = body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  let text = ''
  const next = async (): Promise<PageEvent> => {
    const at = text.indexOf('\n\n')
    if (at >= 0) {
      const event = text.slice('data: '.length, at)
      text = text.slice(at + 2)
      return JSON.parse(event) as PageEvent
    }
    const { value, done } = await chunks.next()
    if (done) throw new Error('The events have ended.')
    text += value
    return next()
  }
  const until = async <K extends PageEvent['kind']>(kind: K) => {
    for (;;) {
      const event = await next()
      if (event.kind === kind) return event as Extract<PageEvent, { readonly kind: K }>
    }
  }
  return { until }
}

describe('the page of the local Slack', () => {
  test('comes only with the token, as do its files', async () => {
    const slack = await testSlack({ pageDir: await pageDir() })
    const bare = async (path: string) => (await fetch(new URL(path, slack.url))).status
    for (const path of ['/', '/?token=wrong', '/page/start.js', '/page/events', '/files/F1'])
      expect(await bare(path)).toBe(403)
    const page = await fetch(slack.url)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';/,
    )
    const query = `?token=${slack.token}`
    expect(await page.text()).toBe(
      `<link href="page/page.css${query}"><script src="page/start.js${query}"></script>`,
    )
    const script = await fetch(new URL(`/page/start.js${query}`, slack.url))
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await script.text()).toBe(`import { a } from './a.js${query}'\n`)
    for (const path of [
      '/page/secret.txt',
      '/page/../package.json',
      '/page/%2e%2e/a.js',
      '/page/b.js',
    ])
      expect(await bare(path + query)).toBe(404)
  })

  test('answers neither a foreign Host nor a foreign Origin', async () => {
    const slack = await testSlack({ pageDir: await pageDir() })
    const path = `/?token=${slack.token}`
    const host = `127.0.0.1:${slack.port}`
    expect(await statusOf(slack, path, { host })).toBe(200)
    expect(await statusOf(slack, path, { host: `localhost:${slack.port}` })).toBe(200)
    expect(await statusOf(slack, path, { host: `evil.example:${slack.port}` })).toBe(403)
    expect(await statusOf(slack, path, { host: '127.0.0.1' })).toBe(403)
    expect(await statusOf(slack, path, { host, origin: `http://${host}` })).toBe(200)
    expect(await statusOf(slack, path, { host, origin: 'http://evil.example' })).toBe(403)
    expect(await statusOf(slack, path, { host, origin: 'null' })).toBe(403)
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    expect(await statusOf(slack, '/link/', { host: 'evil.example', ...upgrade })).toBe(403)
  })

  test('is told the state, and then each change', async () => {
    const lever = { id: 'kill', label: 'Kill the app', hint: 'with -9', run: () => 'Killed.' }
    const completions = [{ text: '/pg help', hint: 'what there is' }]
    const app = { name: 'howdah', command: '/pg', completions }
    const slack = await testSlack({ levers: [lever], app })
    await slack.say('olga', 'ops', '/pg unheard')
    const events = await listen(slack)
    const { state } = await events.until('snapshot')
    expect(state).toMatchObject({
      team: { id: slack.teamId },
      people: [
        { name: 'olga' },
        { name: 'adam' },
        { name: 'gus' },
        { name: 'howdah', isBot: true },
      ],
      channels: [{ name: 'ops', kind: 'channel' }, { name: 'secret' }],
      levers: [{ id: 'kill', label: 'Kill the app', hint: 'with -9' }],
      completions,
      connected: false,
    })
    slack.setHint('Act as Adam.')
    expect(await events.until('hint')).toMatchObject({ hint: 'Act as Adam.' })
    await slack.say('olga', 'ops', 'hello')
    expect((await events.until('message')).message).toMatchObject({ user: 'U0OLGA', text: 'hello' })
    slack.setFault('slow', true)
    const { faults } = await events.until('faults')
    expect(faults.filter(fault => fault.on).map(fault => fault.id)).toEqual(['slow'])
    await slack.say('gus', 'ops', '/pg')
    expect(await events.until('notice')).toMatchObject({ user: 'U0GUS', channel: 'C0OPS' })
  })

  test('forgets on reload what only one person was told', async () => {
    const register = 'here'
    const { slack } = await startBolt('socket', app =>
      app.command('/pg', ({ ack }) => ack(register)),
    )
    const before = await listen(slack)
    await slack.say('olga', 'ops', '/pg')
    expect((await before.until('message')).message).toMatchObject({ onlyFor: 'U0OLGA' })
    const { state } = await (await listen(slack)).until('snapshot')
    expect(state.messages).toEqual([])
  })

  test('does what people do', async () => {
    const pulled: string[] = []
    const lever = {
      id: 'kill',
      label: 'Kill',
      hint: '',
      run: () => `Killed ${pulled.push('kill')}.`,
    }
    const { slack } = await startBolt(
      'socket',
      app => {
        app.command('/pg', ({ ack }) =>
          ack({ response_type: 'in_channel', text: 'plan', blocks: [goButton] }),
        )
        app.action('go', async ({ ack, respond }) => {
          await ack()
          await respond({ replace_original: true, text: 'done', blocks: [] })
        })
      },
      { levers: [lever] },
    )
    const ok = { ok: true }
    const [as, channel] = ['U0OLGA', 'C0OPS']
    const say = { kind: 'say', as, channel, threadTs: null, text: '/pg' } as const
    expect(await act(slack, say, 'wrong')).toBe(403)
    expect(await act(slack, say)).toMatchObject(ok)
    const [plan] = slack.state.messages
    const blockId = plan?.blocks[0]?.block_id as string
    const click = { kind: 'act', as, channel, ts: plan?.ts ?? '', blockId, actionId: 'go' } as const
    expect(await act(slack, click)).toMatchObject(ok)
    await slack.waitFor(state => state.messages.some(one => one.text === 'done'))
    expect(await act(slack, { kind: 'open_im', as })).toMatchObject(ok)
    expect(slack.state.channels.at(-1)).toMatchObject({ kind: 'im', members: ['U0OLGA'] })
    expect(await act(slack, { kind: 'fault', id: 'slow', on: true })).toMatchObject(ok)
    expect(await act(slack, { kind: 'lever', id: 'kill' })).toEqual({ ...ok, result: 'Killed 1.' })
    expect(pulled).toEqual(['kill'])
    expect(await act(slack, { ...say, channel: 'C0SECRET' })).toEqual({
      ok: false,
      error: 'Olga is not in #secret.',
    })
    expect(await act(slack, { kind: 'dance' } as never)).toEqual({
      ok: false,
      error: 'There is no such action: "dance".',
    })
  })

  test('shows files that were shared, and runs nothing in them', async () => {
    const { slack, app } = await startBolt('socket', () => {})
    const content = '<script>alert(1)</script>'
    for (const filename of ['plan.txt', 'evil.html'])
      await app.client.files.uploadV2({ channel_id: 'C0OPS', filename, content })
    await slack.waitFor(state => state.messages.length === 2)
    const [plan, evil] = slack.state.messages.flatMap(one => one.files)
    const get = (url = '') => fetch(new URL(`/${url}?token=${slack.token}`, slack.url))
    const text = await get(plan?.url)
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(text.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await text.text()).toBe(content)
    const html = await get(evil?.url)
    expect(html.headers.get('content-type')).toBe('application/octet-stream')
    expect(html.headers.get('content-disposition')).toMatch(/^attachment;/)
  })
})
