import type { ReceiverEvent } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import { openEntrance } from '#slack/receive/entrance'
import { unreadKey } from '#slack/receive/limit'
import type { Sender } from '#slack/receive/sender'
import { Stranger } from '#slack/receive/stranger'

type Body = Readonly<Record<string, unknown>>

const ours = { team: { id: 'T1' }, api_app_id: 'A1', user: { id: 'U1' } }
const click: Body = { ...ours, type: 'block_actions', actions: [] }
const command: Body = { team_id: 'T1', api_app_id: 'A1', user_id: 'U1', command: '/pg' }
const mention: Body = {
  team_id: 'T1',
  api_app_id: 'A1',
  type: 'event_callback',
  event: { type: 'app_mention', user: 'U1', channel: 'C1' },
}

const opened = () => {
  const passed: ReceiverEvent[] = []
  const counted: Sender[] = []
  let strangers = 0
  const take = openEntrance(
    event => {
      passed.push(event)
      return Promise.resolve()
    },
    {
      team: 'T1',
      app: 'A1',
      views: { instead: view => ({ response_action: 'update', view }) },
      count: sender => counted.push(sender),
      stranger: () => {
        strangers += 1
      },
      now: () => 0,
    },
  )
  /** Returns the acknowledgement; undefined where only Bolt gives one. */
  const send = async (body: Body): Promise<readonly unknown[] | undefined> => {
    let acked: readonly unknown[] | undefined
    await take({
      body,
      ack: (...said: unknown[]) => {
        acked = said
        return Promise.resolve()
      },
    })
    return acked
  }
  return { send, passed, counted, strangers: () => strangers }
}

const times = async (count: number, work: () => Promise<unknown>): Promise<void> => {
  for (let done = 0; done < count; done += 1) await work()
}

describe('the entrance', () => {
  test.each([
    ['clicks', click],
    ['commands', command],
    ['mentions', mention],
    ['shortcuts', { ...ours, type: 'shortcut' }],
    ['closed windows', { ...ours, type: 'view_closed' }],
    ['requests of an unknown type', { ...ours, type: 'brand_new' }],
  ])(
    'hands Bolt 60 %s at once and one more to tell, and acknowledges the rest',
    async (_, body) => {
      const { send, passed, counted } = opened()
      await times(10_000, async () => send(body))
      expect(passed).toHaveLength(61)
      expect(passed.at(-1)?.customProperties?.[unreadKey]).toMatchObject({ user: 'U1' })
      expect(counted).toHaveLength(10_000 - 60)
      expect(await send(body)).toEqual([])
    },
  )

  test('answers a submitted form beyond the allowance in its window, without Bolt', async () => {
    const { send, passed } = opened()
    const form = { ...ours, type: 'view_submission', view: {} }
    await times(60, async () => send(form))
    expect(JSON.stringify(await send(form))).toContain('new ones are not read')
    expect(passed).toHaveLength(60)
  })

  test('answers a search for names beyond the allowance with no names', async () => {
    const { send } = opened()
    const search = { ...ours, type: 'block_suggestion' }
    await times(120, async () => send(search))
    expect(await send(search)).toEqual([{ options: [] }])
  })

  test('tells nobody of tabs opened beyond the allowance', async () => {
    const { send, passed } = opened()
    const tab = { ...mention, event: { type: 'app_home_opened', user: 'U1' } }
    await times(100, async () => send(tab))
    expect(passed).toHaveLength(30)
  })

  test.each([
    ['another team', { ...click, team: { id: 'T2' } }],
    ['no team', { ...click, team: null }],
    ['another app', { ...click, api_app_id: 'A2' }],
    ['no app', { ...command, api_app_id: undefined }],
    ['nothing', {}],
  ])('hands Bolt no request of %s, and counts it for no person', async (_, body) => {
    const { send, passed, counted, strangers } = opened()
    await expect(send(body)).rejects.toThrow(Stranger)
    expect([passed.length, counted.length, strangers()]).toEqual([0, 0, 1])
  })

  test.each([
    ['a person that is a list', { ...click, user: { id: ['U1'] } }],
    ['no person', { ...click, user: null }],
    ['no event', { ...mention, event: null }],
    ['a text for an event', { ...mention, event: 'x' }],
    ['Slack’s own event', { ...mention, event: { type: 'user_change', user: { id: 'U1' } } }],
  ])('leaves a request with %s to Bolt', async (_, body) => {
    const { send, passed } = opened()
    await send(body)
    expect(passed).toHaveLength(1)
  })

  test('gives another person the whole allowance', async () => {
    const { send, passed } = opened()
    await times(1_000, async () => send(click))
    await send({ ...click, user: { id: 'U2' } })
    expect(passed).toHaveLength(62)
  })
})
