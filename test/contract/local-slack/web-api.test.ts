/** The Web API's answers, as seen by Slack's own client. */
import { describe, expect, test } from 'vitest'
import { clientOf, goButton, plain, postMessage, testSlack } from '#test/support/bolt'

const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
})

describe('the Web API', () => {
  test('tells the app who it is', async () => {
    const slack = await testSlack()
    expect(await clientOf(slack).auth.test()).toMatchObject({
      ok: true,
      team_id: slack.teamId,
      user_id: slack.appUser,
    })
  })

  test('refuses wrong tokens and methods it does not have', async () => {
    const slack = await testSlack()
    await expect(clientOf(slack, 'xoxb-wrong').auth.test()).rejects.toThrow('invalid_auth')
    await expect(clientOf(slack, slack.appToken).auth.test()).rejects.toThrow(
      'not_allowed_token_type',
    )
    await expect(clientOf(slack).apps.connections.open()).rejects.toThrow('not_allowed_token_type')
    await expect(clientOf(slack).apiCall('chat.meMessage')).rejects.toThrow('unknown_method')
    const bare = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' })
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' })
  })

  test('takes JSON bodies too', async () => {
    const slack = await testSlack()
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel: '#ops', text: 'hello', blocks: [section('hello')] }),
    })
    expect(await response.json()).toMatchObject({ ok: true, channel: 'C0OPS' })
    expect(slack.state.messages[0]?.blocks).toMatchObject([section('hello')])
  })

  test('posts only where the app is, and changes only its own messages', async () => {
    const slack = await testSlack()
    const client = clientOf(slack)
    const post = (channel: string) => postMessage(client, { channel, text: 'hello' })
    await expect(post('C0SECRET')).rejects.toThrow('not_in_channel')
    await expect(post('C0NOWHERE')).rejects.toThrow('channel_not_found')
    await expect(postMessage(client, { channel: 'C0OPS', text: '' })).rejects.toThrow('no_text')
    const said = await slack.say('olga', 'ops', 'mine')
    const ts = said.kind === 'said' ? said.message.ts : ''
    const update = (ts: string) => client.chat.update({ channel: 'C0OPS', ts, text: 'yours' })
    await expect(update(ts)).rejects.toThrow('cant_update_message')
    await expect(update('1.2')).rejects.toThrow('message_not_found')
    const ephemeral = { channel: 'C0OPS', user: 'U0OLGA', text: 'only you' }
    const { message_ts } = await client.chat.postEphemeral(ephemeral)
    await expect(update(message_ts ?? '')).rejects.toThrow('message_not_found')
    await expect(client.chat.postEphemeral({ ...ephemeral, user: 'U0NOBODY' })).rejects.toThrow(
      'user_not_in_channel',
    )
  })

  test('keeps blocks and metadata that an update does not mention', async () => {
    const slack = await testSlack()
    const client = clientOf(slack)
    const metadata = { event_type: 'run', event_payload: { run: '7' } }
    const first = { channel: 'C0OPS', text: 'one', blocks: [goButton], metadata }
    const { ts } = await postMessage(client, first)
    await client.chat.update({ channel: 'C0OPS', ts: ts ?? '', text: 'two' })
    const kept = { text: 'two', metadata, blocks: [{ type: 'actions' }], edited: true }
    expect(slack.state.messages).toMatchObject([kept])
  })

  test('tells who people are', async () => {
    const slack = await testSlack()
    const client = clientOf(slack)
    const nina = { id: 'U0NINA', name: 'nina', realName: 'Nina', title: '' }
    slack.setPerson({ ...nina, standing: 'deleted' })
    slack.setPerson({ ...nina, id: 'U0EVE', name: 'eve', standing: 'external' })
    const user = async (id: string) => (await client.users.info({ user: id })).user
    expect(await user('U0OLGA')).toMatchObject({
      name: 'olga',
      deleted: false,
      is_restricted: false,
    })
    expect(await user('U0GUS')).toMatchObject({ is_restricted: true })
    expect(await user('U0NINA')).toMatchObject({ deleted: true })
    expect(await user(slack.appUser)).toMatchObject({ is_bot: true })
    const elsewhere = (await user('U0EVE'))?.team_id
    expect(elsewhere).toMatch(/^T/)
    expect(elsewhere).not.toBe(slack.teamId)
    await expect(user('U0NOBODY')).rejects.toThrow('user_not_found')
    await expect(client.conversations.open({ users: 'U0NINA' })).rejects.toThrow('user_disabled')
  })

  test('tells who is in a group, as it is now', async () => {
    const slack = await testSlack()
    const client = clientOf(slack)
    const members = async () => (await client.usergroups.users.list({ usergroup: 'S0DBA' })).users
    expect(await members()).toEqual(['U0ADAM'])
    slack.setGroup({ id: 'S0DBA', handle: 'dba', name: 'DBAs', members: ['U0ADAM', 'U0OLGA'] })
    expect(await members()).toEqual(['U0ADAM', 'U0OLGA'])
    const unknown = client.usergroups.users.list({ usergroup: 'S0NONE' })
    await expect(unknown).rejects.toThrow('no_such_subteam')
  })

  test('opens direct messages', async () => {
    const slack = await testSlack()
    const client = clientOf(slack)
    const { channel } = await client.conversations.open({ users: 'U0OLGA' })
    const id = channel?.id ?? ''
    await postMessage(client, { channel: id, text: 'psst' })
    expect(slack.openIm('olga').id).toBe(id)
  })

  const button = goButton.elements[0]
  test.each([
    [
      'too many blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed',
      '/blocks',
    ],
    [
      'a long section',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters',
      '/blocks/0/text/text',
    ],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters',
      '/blocks/0/text/text',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: section('a').text }],
      'unsupported type: mrkdwn',
      '/blocks/0/text/type',
    ],
    ['empty text', [section('')], 'must be more than 0 characters', '/blocks/0/text/text'],
    [
      'a section with nothing',
      [{ type: 'section' }],
      'must define one of: text, fields',
      '/blocks/0',
    ],
    [
      'too many buttons',
      [
        {
          type: 'actions',
          elements: Array.from({ length: 26 }, (_, n) => ({ ...button, action_id: `go ${n}` })),
        },
      ],
      'no more than 25 items allowed',
      '/blocks/0/elements',
    ],
    [
      'a long value',
      [{ type: 'actions', elements: [{ ...button, value: 'x'.repeat(2001) }] }],
      'must be less than 2001 characters',
      '/blocks/0/elements/0/value',
    ],
    [
      'a long action id',
      [{ type: 'actions', elements: [{ ...button, action_id: 'x'.repeat(256) }] }],
      'must be less than 256 characters',
      '/blocks/0/elements/0/action_id',
    ],
    [
      'one action id twice',
      [{ type: 'actions', elements: [button, button] }],
      'action_id already exists: go',
      '/blocks/0',
    ],
    [
      'one block id twice',
      [1, 2].map(() => ({ ...section('a'), block_id: 'b' })),
      'block_id already exists: b',
      '/blocks/1/block_id',
    ],
    [
      'a block nobody knows',
      [{ type: 'hologram' }],
      'unsupported type: hologram',
      '/blocks/0/type',
    ],
    [
      'a field nobody knows',
      [{ type: 'divider', color: 'red' }],
      'invalid additional property: color',
      '/blocks/0',
    ],
    [
      'two tables',
      [1, 2].map(() => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })),
      'only one table is allowed',
      '/blocks',
    ],
  ])('refuses %s and says where', async (_, blocks, problem, pointer) => {
    const slack = await testSlack()
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C0OPS', text: 'a', blocks }),
    })
    const message = `[ERROR] ${problem} [json-pointer:${pointer}]`
    const refused = { error: 'invalid_blocks', response_metadata: { messages: [message] } }
    expect(await response.json()).toMatchObject(refused)
    expect(slack.state.messages).toEqual([])
  })

  test('refuses more text in blocks than Slack takes', async () => {
    const slack = await testSlack()
    const blocks = Array(5).fill(section('x'.repeat(2900)))
    const posted = postMessage(clientOf(slack), { channel: 'C0OPS', text: 'long', blocks })
    await expect(posted).rejects.toThrow('msg_blocks_too_long')
  })
})
