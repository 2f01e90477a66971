/** Rate limits and faults of the Web API, as seen by Slack's own client. */
import { describe, expect, test } from 'vitest'
import { clientOf, postMessage, testSlack } from '#test/support/bolt'

describe('the limits and faults of the Web API', () => {
  test('answer 429 to quick posts in one channel, and the client tries again', async () => {
    const slack = await testSlack({ limits: { postBurst: 2 } })
    const client = clientOf(slack)
    const post = (channel: string) => postMessage(client, { channel, text: 'hello' })
    await Promise.all([post('C0OPS'), post('C0OPS'), post('U0OLGA')])
    await post('C0OPS')
    expect(slack.state.messages).toHaveLength(4)
    const { inspector } = slack.state
    const later = inspector.filter(one => JSON.stringify(one.detail).includes('"retry_after":1'))
    expect(later).toMatchObject([{ title: 'chat.postMessage', ok: false }])
  })

  test('count updates per minute', async () => {
    const slack = await testSlack({ limits: { tier3: 1 } })
    const client = clientOf(slack)
    const { ts } = await postMessage(client, { channel: 'C0OPS', text: 'one' })
    const update = () =>
      fetch(`${slack.apiUrl}chat.update?`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: 'C0OPS', ts, text: 'two' }),
      })
    expect((await update()).status).toBe(200)
    const second = await update()
    expect(second.status).toBe(429)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(await second.json()).toEqual({ ok: false, error: 'ratelimited' })
  })

  test.each([
    ['rate_limited', 429],
    ['unavailable', 503],
  ])('answer every call like this while "%s" is on: %i', async (fault, status) => {
    const slack = await testSlack()
    const call = () =>
      fetch(`${slack.apiUrl}auth.test`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}` },
      })
    slack.setFault(fault, true)
    expect((await call()).status).toBe(status)
    slack.setFault(fault, false)
    expect((await call()).status).toBe(200)
    expect(() => slack.setFault('nope', true)).toThrow('There is no fault "nope"')
  })

  test('store a post whose answer is lost, so that a retry posts it again', async () => {
    const slack = await testSlack()
    slack.setFault('unknown_outcome', true)
    slack.on(event => {
      const answered = event.kind === 'inspector' && event.entry.ok === false
      if (answered) slack.setFault('unknown_outcome', false)
    })
    await postMessage(clientOf(slack), { channel: 'C0OPS', text: 'twice' })
    expect(slack.state.messages.map(one => one.text)).toEqual(['twice', 'twice'])
  })

  test('slow every call down', async () => {
    const slack = await testSlack({ limits: { slowMs: 50 } })
    slack.setFault('slow', true)
    await clientOf(slack).auth.test()
    const [entry] = slack.state.inspector.filter(one => one.title === 'auth.test')
    expect(entry?.ms).toBeGreaterThanOrEqual(49)
  })
})
