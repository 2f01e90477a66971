/** External selects of a modal, with options from an unmodified Bolt app. */
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt'
import type { View } from '@slack/types'
import { describe, expect, test } from 'vitest'
import type { LocalSlackOptions } from '#local/slack/options'
import { goButton, plain, startBolt } from '#test/support/bolt'

const select = {
  type: 'external_select' as const,
  action_id: 'name',
  min_query_length: 0,
  initial_option: { text: plain('orders'), value: 'public.orders' },
}

const form = (element: object = select): View =>
  ({
    type: 'modal',
    callback_id: 'form',
    title: plain('A form'),
    submit: plain('Send'),
    blocks: [
      { type: 'input', block_id: 'table', label: plain('Table'), element },
      {
        type: 'input',
        block_id: 'why',
        label: plain('Why'),
        optional: true,
        element: { type: 'plain_text_input', action_id: 'text' },
      },
      goButton,
    ],
  }) as View

const opens = (app: App, view = form()) =>
  app.command('/pg', async ({ ack, client, command }) => {
    await ack()
    await client.views.open({ trigger_id: command.trigger_id, view })
  })

const option = (name: string) => ({ text: plain(name), value: `public.${name}` })

describe.each(['socket', 'http'] as const)('a Bolt app over %s', mode => {
  const start = async (register: (app: App) => void, more: Partial<LocalSlackOptions> = {}) => {
    const { slack } = await startBolt(mode, register, more)
    await slack.say('olga', 'ops', '/pg')
    const { id: viewId } = await slack.waitFor(({ views }) => views[0])
    const type = (value: string) =>
      slack.suggest({ as: 'olga', viewId, blockId: 'table', actionId: 'name', value })
    const send = (value: string) => slack.submitView('olga', viewId, { table: { name: value } })
    return { slack, viewId, type, send }
  }

  test('offers options for what is typed, and gets the one that was chosen', async () => {
    const asked: unknown[] = []
    const chosen: unknown[] = []
    const { type, send } = await start(app => {
      opens(app)
      app.options('name', async ({ ack, options }) => {
        asked.push([options.block_id, options.value, options.view?.callback_id])
        await ack({ options: [option('users'), option('orders')] })
      })
      app.view<ViewSubmitAction>('form', async ({ ack, view }) => {
        chosen.push(view.state.values.table?.name?.selected_option)
        await ack({ response_action: 'update', view: form() })
      })
    })
    await expect(send('public.users')).rejects.toThrow('no option with the value "public.users"')
    expect(await type('us')).toEqual({
      kind: 'options',
      options: [option('users'), option('orders')],
    })
    expect(asked).toEqual([['table', 'us', 'form']])
    await send('public.users')
    await send('public.orders')
    expect(chosen).toEqual([option('users'), select.initial_option])
  })

  test('is told with a click what stands in the other inputs, and with a question nothing of it', async () => {
    const seen: unknown[] = []
    const { slack, viewId, type } = await start(app => {
      opens(app)
      app.options('name', async ({ ack, options }) => {
        seen.push(options.view?.state?.values)
        await ack({ options: [option('users')] })
      })
      app.action('go', async ({ ack, body }) => {
        await ack()
        seen.push((body as BlockAction).view?.state.values)
      })
    })
    await type('')
    const values = { table: { name: 'public.users' }, why: { text: 'slow' } }
    await slack.actInView({ as: 'olga', viewId, actionId: 'go', values })
    expect(seen).toMatchObject([
      {},
      {
        table: { name: { type: 'external_select', selected_option: option('users') } },
        why: { text: { value: 'slow' } },
      },
    ])
    expect(seen[0]).toEqual({})
  })

  test('is not asked before enough was typed, and three characters are enough where it does not say', async () => {
    const asked: string[] = []
    const { min_query_length: _, ...patient } = select
    const { type } = await start(app => {
      opens(app, form(patient))
      app.options('name', async ({ ack, options }) => {
        asked.push(options.value)
        await ack({ options: [] })
      })
    })
    expect(await type('us')).toEqual({ kind: 'options', options: [] })
    await type('use')
    expect(asked).toEqual(['use'])
  })

  test('offers too many, or too late, and the person is told so', async () => {
    const notice = { kind: 'notice', text: 'The options could not be loaded. Try again?' }
    const register = (app: App) => {
      opens(app)
      app.options('name', async ({ ack, options }) => {
        if (options.value === 'late') return
        await ack({ options: Array.from({ length: 101 }, (_, place) => option(`t${place}`)) })
      })
    }
    const { type } = await start(register, { limits: { ackMs: 200 } })
    expect(await type('many')).toEqual(notice)
    expect(await type('late')).toEqual(notice)
  })
})
