/** Calls the control API as a test in a separate process would. */
import { describe, expect, test } from 'vitest'
import type { LocalSlack } from '#local/slack/server'
import { goButton, startBolt, testSlack } from '#test/support/bolt'

const control = async (
  slack: LocalSlack,
  verb: string,
  given: object = {},
  token = slack.controlToken,
) => {
  const response = await fetch(new URL(`/control/${verb}`, slack.url), {
    method: 'POST',
    headers: { 'x-control-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(given),
  })
  if (response.status !== 200) return response.status
  return (await response.json()) as { readonly ok: boolean; readonly result?: unknown }
}

describe('the control API', () => {
  test('plays a whole story', async () => {
    const { slack } = await startBolt('socket', app => {
      app.command('/pg', ({ ack }) =>
        ack({ response_type: 'in_channel', text: 'A plan', blocks: [goButton] }),
      )
      app.action('go', async ({ ack, respond, body }) => {
        await ack()
        await respond({ replace_original: true, text: `Approved by ${body.user.id}`, blocks: [] })
      })
    })
    const said = await control(slack, 'say', { as: 'olga', channel: 'ops', text: '/pg index' })
    expect(said).toMatchObject({ ok: true, result: { kind: 'acked', message: { text: 'A plan' } } })
    const ts = slack.state.messages[0]?.ts
    await control(slack, 'click', { as: 'adam', channel: 'ops', ts, actionId: 'go' })
    const waited = control(slack, 'wait_message', { containing: 'Approved by' })
    expect(await waited).toMatchObject({ ok: true, result: { ts, text: 'Approved by U0ADAM' } })
    const state = await control(slack, 'state')
    expect(state).toMatchObject({ result: { messages: [{ ts, edited: true }], notices: [] } })
  })

  test('sets faults, groups and people, and breaks connections', async () => {
    const slack = await testSlack()
    await control(slack, 'set_fault', { id: 'slow', on: true })
    await control(slack, 'set_group', { id: 'S0DBA', handle: 'dba', name: 'DBAs', members: [] })
    const zoe = { id: 'U0ZOE', name: 'zoe', realName: 'Zoe', title: '', standing: 'guest' }
    await control(slack, 'set_person', zoe)
    await control(slack, 'disconnect', { how: 'cut' })
    expect(slack.state.faults.find(fault => fault.id === 'slow')?.on).toBe(true)
    expect(slack.state.groups).toMatchObject([{ id: 'S0DBA', members: [] }])
    expect(slack.state.people.at(-1)).toMatchObject(zoe)
    expect(slack.state.inspector.at(-1)?.title).toBe('Sockets cut')
  })

  test('needs its own token, and says what is wrong', async () => {
    const slack = await testSlack({ controlToken: 'given' })
    expect(await control(slack, 'state', {}, 'wrong')).toBe(403)
    expect(await control(slack, 'state', {}, slack.token)).toBe(403)
    expect(await control(slack, 'state', {}, 'given')).toMatchObject({ ok: true })
    expect(await control(slack, 'dance')).toMatchObject({
      ok: false,
      error: expect.stringContaining('There is no verb "dance"; there are say, click,') as string,
    })
    expect(await control(slack, 'say', { as: 'olga' })).toEqual({
      ok: false,
      error: 'The field "channel" must be a text.',
    })
    const late = { containing: 'never', timeoutMs: 10 }
    expect(await control(slack, 'wait_message', late)).toEqual({
      ok: false,
      error: 'Nobody saw a message with "never" within 10 ms.',
    })
  })
})
