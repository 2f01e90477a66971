/** conversations.history of the local Slack, as seen by Slack's own client. */
import { describe, expect, test } from 'vitest'
import { clientOf, postMessage, testSlack } from '#test/support/bolt'

const channel = 'C0OPS'

/** A channel with five messages by the app, and what belongs to no history: a reply and an ephemeral line. */
const five = async () => {
  const slack = await testSlack()
  const client = clientOf(slack)
  const post = async (text: string, more: object = {}) =>
    (await postMessage(client, { channel, text, ...more })).ts ?? ''
  const ts: string[] = []
  for (const text of ['one', 'two', 'three', 'four']) ts.push(await post(text))
  await post('a reply', { thread_ts: ts[0] })
  ts.push(await post('five, to all', { thread_ts: ts[0], reply_broadcast: true }))
  await client.chat.postEphemeral({ channel, user: 'U0OLGA', text: 'only you' })
  const read = async (more: object = {}) => {
    const page = await client.conversations.history({ channel, ...more })
    const said = (page.messages ?? []).map(({ text }) => text)
    return { said, more: page.has_more, cursor: page.response_metadata?.next_cursor }
  }
  return { slack, client, ts, read }
}

describe('the history of a channel', () => {
  test('is the newest first, without replies that are in their thread alone', async () => {
    const { read } = await five()
    expect(await read()).toEqual({
      said: ['five, to all', 'four', 'three', 'two', 'one'],
      more: false,
      cursor: undefined,
    })
  })

  test('goes on page by page', async () => {
    const { read } = await five()
    const first = await read({ limit: 2 })
    expect(first).toMatchObject({ said: ['five, to all', 'four'], more: true })
    const second = await read({ limit: 2, cursor: first.cursor })
    expect(second).toMatchObject({ said: ['three', 'two'], more: true })
    const third = await read({ limit: 2, cursor: second.cursor })
    expect(third).toEqual({ said: ['one'], more: false, cursor: undefined })
  })

  test('lies between two times, with what has those times when that is asked for', async () => {
    const { read, ts } = await five()
    const between = { oldest: ts[1], latest: ts[3] }
    expect((await read(between)).said).toEqual(['three'])
    expect((await read({ ...between, inclusive: true })).said).toEqual(['four', 'three', 'two'])
    expect((await read({ latest: ts[2] })).said).toEqual(['two', 'one'])
    expect((await read({ oldest: ts[2] })).said).toEqual(['five, to all', 'four'])
    expect((await read({ oldest: ts[4] })).said).toEqual([])
  })

  test('shows who wrote a message, whether it was edited, and metadata where it is asked for', async () => {
    const { slack, client, ts } = await five()
    await slack.say('olga', 'ops', 'mine')
    const metadata = { event_type: 'head', event_payload: { seq: 1 } }
    await client.chat.update({ channel, ts: ts[3] ?? '', text: 'changed', metadata })
    const plain = await client.conversations.history({ channel, limit: 3 })
    expect(plain.messages?.map(one => [one.text, one.bot_id, one.edited !== undefined])).toEqual([
      ['mine', undefined, false],
      ['five, to all', 'B0LOCALAPP', false],
      ['changed', 'B0LOCALAPP', true],
    ])
    expect(plain.messages?.[2]?.metadata).toBeUndefined()
    const whole = await client.conversations.history({ channel, include_all_metadata: true })
    expect(whole.messages?.[2]?.metadata).toEqual(metadata)
  })

  test('has no message that was deleted', async () => {
    const { slack, read, ts } = await five()
    slack.deleteMessage('ops', ts[2] ?? '')
    expect((await read()).said).toEqual(['five, to all', 'four', 'two', 'one'])
    expect(() => slack.deleteMessage('ops', ts[2] ?? '')).toThrow('There is no message')
  })

  test.each([
    [{ channel: 'C0NOWHERE' }, 'channel_not_found'],
    [{ channel: '#ops' }, 'channel_not_found'],
    [{ channel: 'U0OLGA' }, 'channel_not_found'],
    [{ channel: 'C0SECRET' }, 'not_in_channel'],
    [{ channel, latest: 'yesterday' }, 'invalid_ts_latest'],
    [{ channel, oldest: '-1' }, 'invalid_ts_oldest'],
    [{ channel, cursor: 'bm9uc2Vuc2U=' }, 'invalid_cursor'],
    [{ channel, limit: -5 }, 'invalid_limit'],
  ])('refuses %j: %s', async (asked, error) => {
    const { client } = await five()
    await expect(client.conversations.history(asked)).rejects.toThrow(error)
  })

  test('needs its scope, and names it', async () => {
    const slack = await testSlack({
      app: { name: 'howdah', command: '/pg', lacks: ['channels:history'] },
    })
    const client = clientOf(slack)
    await expect(client.conversations.history({ channel })).rejects.toMatchObject({
      data: { ok: false, error: 'missing_scope', needed: 'channels:history' },
    })
    const direct = slack.openIm('olga').id
    await expect(client.conversations.history({ channel: direct })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'im:history' },
    })
  })

  test('is limited to 50 calls a minute, with the seconds to wait', async () => {
    const slack = await testSlack({ limits: { tier3: 1 } })
    const ask = () =>
      fetch(`${slack.apiUrl}conversations.history`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel }),
      })
    expect((await ask()).status).toBe(200)
    const late = await ask()
    expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true])
  })
})
