/** Commands, mentions, clicks and forms: everything is acknowledged first. */
import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import { isRefusal } from '#engine/refusal'
import type { Reply } from '#engine/reply'
import { enteredIn, type FormCarries, formView, noticeView, reasonView } from '#slack/form-view'
import { drawRefusal } from '#slack/reply-message'
import { type Listening, openServe, troubleOf } from '#slack/serve'
import type { Place } from '#slack/speak'

type Respond = (said: {
  text: string
  blocks: unknown[]
  response_type: 'ephemeral' | 'in_channel'
  replace_original: boolean
}) => Promise<unknown>

const placeOf = (channel: string, user: string, respond: Respond): Place => ({
  channel,
  user,
  async respond({ text, blocks, inChannel }) {
    await respond({
      text,
      blocks: [...blocks],
      response_type: inChannel ? 'in_channel' : 'ephemeral',
      replace_original: false,
    })
  },
})

export const listen = (app: App, listening: Listening): void => {
  const { desk, speaker, clusters, report } = listening
  const serve = openServe(listening)

  app.command(/.*/, async ({ ack, body, respond, client }) => {
    await ack()
    const place = placeOf(body.channel_id, body.user_id, respond)
    await serve(`command ${body.trigger_id}`, place, body.text, client, body.trigger_id, person =>
      desk.dispatch({
        text: body.text,
        person,
        origin: { via: 'slack', channel: body.channel_id },
      }),
    )
  })

  // In threads, where Slack has no slash commands.
  app.event('app_mention', async ({ event, client }) => {
    const { channel, user, ts } = event
    if (user === undefined) return
    const text = event.text.replace(/^\s*<@[UW][A-Z0-9_]+(\|[^>]*)?>\s*/, '')
    const place = ephemeral(client, channel, user, event.thread_ts)
    await serve(`mention ${channel} ${ts}`, place, null, client, undefined, person =>
      desk.dispatch({ text, person, origin: { via: 'slack', channel } }),
    )
  })

  app.action(/.*/, async ({ ack, body, respond, client }) => {
    await ack()
    if (body.type !== 'block_actions') return
    const [clicked] = body.actions
    const channel = body.channel?.id
    if (!clicked || clicked.type !== 'button' || channel === undefined) return
    const place = placeOf(channel, body.user.id, respond)
    const button = clicked.value ?? ''
    const message = body.container['message_ts'] ?? null
    const key = `click ${body.trigger_id}`
    if (clicked.action_id === 'reject') {
      // Deciding waits for the reason; the view is opened while the trigger is fresh.
      await client.views
        .open({ trigger_id: body.trigger_id, view: reasonView(button, channel, message) })
        .catch((error: unknown) => report(error, { opening: 'reason' }))
      return
    }
    await serve(key, place, null, client, body.trigger_id, async person => {
      const reply = await desk.click({ button, person, channel, message, reason: null })
      if (clicked.action_id !== 'share') return quiet(clicked.action_id, reply)
      await speaker.share(place, reply)
      return undefined
    })
  })

  app.view('reason', async ({ ack, body, view, client }) => {
    const { button, channel, message } = JSON.parse(view.private_metadata) as {
      button: string
      channel: string
      message: string | null
    }
    await ack()
    const place = ephemeral(client, channel, body.user.id)
    await serve(`view ${view.id} ${view.hash}`, place, null, client, undefined, async person =>
      quiet(
        'reject',
        await desk.click({
          button,
          person,
          channel,
          message,
          reason: enteredIn(view.state.values)['reason'] ?? null,
        }),
      ),
    )
  })

  app.view(/^(form|picker)$/, async ({ ack, body, view, client }) => {
    const carries = JSON.parse(view.private_metadata) as FormCarries
    const entered = enteredIn(view.state.values)
    const channel = carries.channel
    const text = view.callback_id === 'picker' ? (entered['command'] ?? '') : carries.command
    const values = view.callback_id === 'picker' ? {} : entered
    const place = ephemeral(client, channel, body.user.id)
    const reply = await formReply(listening, `view ${view.id} ${view.hash}`, body.user.id, {
      text,
      values,
      channel,
    })
    // Delivered twice: the first delivery answers, an ack of this one would close the form before.
    if (reply === undefined) return
    if (reply.kind === 'form') {
      const wrong = Object.entries(reply.problems).filter(([block]) => block in view.state.values)
      if (view.callback_id === 'form' && wrong.length > 0)
        return ack({ response_action: 'errors', errors: Object.fromEntries(wrong) })
      return ack({ response_action: 'update', view: formView(reply, channel, clusters) })
    }
    if (reply.kind === 'refusal')
      return ack({
        response_action: 'update',
        view: noticeView('Blocked', drawRefusal(reply, null).blocks),
      })
    await ack()
    if (reply.kind !== 'picker') await speaker.say(place, reply, null)
  })

  // All others: Bolt calls every listener that fits, and the first ack closes the form.
  app.view(/^(?!(?:form|picker|reason)$)/, ({ ack }) => ack())
  app.error(error => {
    report(error.original ?? error, { during: 'listening' })
    return Promise.resolve()
  })
}

/** A form is answered in its own window, so it has to be done within the three seconds of its ack. */
const formReply = async (
  { desk, people, report }: Listening,
  key: string,
  user: string,
  said: {
    readonly text: string
    readonly values: Readonly<Record<string, string>>
    readonly channel: string
  },
): Promise<Reply | undefined> => {
  try {
    if (!(await desk.once(key))) return undefined
    const person = await people.find(user)
    if (isRefusal(person)) return person
    const origin = { via: 'slack' as const, channel: said.channel }
    return await desk.dispatch({ text: said.text, values: said.values, person, origin })
  } catch (error) {
    return troubleOf(error, report, { key })
  }
}

const ephemeral = (client: WebClient, channel: string, user: string, thread?: string): Place => ({
  channel,
  user,
  async respond({ text, blocks }) {
    await client.chat.postEphemeral({
      channel,
      user,
      text,
      blocks: [...blocks],
      ...(thread === undefined ? {} : { thread_ts: thread }),
    })
  },
})

/** What the plan's own message shows within a second needs no second message. */
const quiet = (action: string, reply: Reply): Reply | undefined =>
  reply.kind === 'answer' && ['approve', 'reject', 'withdraw', 'stop'].includes(action)
    ? undefined
    : reply
