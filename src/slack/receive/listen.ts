/** Receives commands, mentions, clicks and forms; every request is acknowledged first. */
import type { App, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Click } from '#model/edges'
import { isRefusal, refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { enteredIn, type FormCarries } from '#slack/draw/form/form-carries'
import { type ReasonCarries, reasonView } from '#slack/draw/form/reason-view'
import { type Listening, openAnswerOnce } from '#slack/receive/answer-once'
import { asTyped } from '#slack/receive/as-typed'
import { submit } from '#slack/receive/submit'
import { takeCodes } from '#slack/receive/submit-code'
import type { ReplyPlace } from '#slack/send/reply'

type Respond = (said: {
  text: string
  blocks: unknown[]
  response_type: 'ephemeral' | 'in_channel'
  replace_original: boolean
}) => Promise<unknown>

const placeOf = (channel: string, user: string, respond: Respond): ReplyPlace => ({
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
  const { engine, replies, views, report } = listening
  const answerOnce = openAnswerOnce(listening)

  /** Answers what a person typed, as a command or in a message. */
  const answerTyped = async (
    key: string,
    place: ReplyPlace,
    sent: string,
    trigger: string | undefined,
  ): Promise<void> => {
    const text = asTyped(sent)
    await (isRefusal(text)
      ? answerOnce(key, place, null, trigger, () => Promise.resolve(text))
      : answerOnce(key, place, text, trigger, person =>
          engine.dispatch({ text, person, origin: { via: 'slack', channel: place.channel } }),
        ))
  }

  /** Handles a click; returns the remaining words, if any. */
  const decided = async (
    place: ReplyPlace,
    click: Click,
    action: string,
  ): Promise<Reply | undefined> => {
    const reply = await engine.click(click)
    if (!isRefusal(reply)) return quiet(action, reply)
    await replies.refuse(place, reply, click.button)
    return undefined
  }

  /** The decision waits for the reason; the view is opened while the trigger is fresh. */
  const openReason = async (trigger: string, view: ModalView): Promise<Reply | undefined> => {
    try {
      await views.open(trigger, view)
      return undefined
    } catch (error) {
      report(error, { opening: 'reason' })
      return refusal('The form for the reason could not be opened in time.', 'Press it again.')
    }
  }

  app.command(/.*/, async ({ ack, body, respond }) => {
    await ack()
    const place = placeOf(body.channel_id, body.user_id, respond)
    await answerTyped(`command ${body.trigger_id}`, place, body.text, body.trigger_id)
  })

  // Mentions serve threads, where Slack has no slash commands.
  app.event('app_mention', async ({ event, client }) => {
    const { channel, user, ts } = event
    if (user === undefined) return
    const text = event.text.replace(/^\s*<@[UW][A-Z0-9_]+(\|[^>]*)?>\s*/, '')
    const place = ephemeral(client, channel, user, event.thread_ts)
    // No window opens from a message.
    await answerTyped(`mention ${channel} ${ts}`, place, text.trim() || 'help', undefined)
  })

  // A direct message is a command without a slash.
  app.event('message', async ({ event, client }) => {
    if (event.channel_type !== 'im' || event.subtype !== undefined) return
    const { channel, ts, user, text = '', bot_id } = event
    if (bot_id !== undefined || user === undefined) return
    const place = direct(client, channel, user)
    await answerTyped(`message ${channel} ${ts}`, place, text.trim() || 'help', undefined)
  })

  // Bolt calls every listener that fits: the Home's and the forms' listeners are elsewhere.
  app.action(/^(?!home-|form-)/, async ({ ack, body, respond }) => {
    await ack()
    if (body.type !== 'block_actions') return
    const [clicked] = body.actions
    const channel = body.channel?.id
    if (!clicked || clicked.type !== 'button' || channel === undefined) return
    const place = placeOf(channel, body.user.id, respond)
    const button = clicked.value ?? ''
    const message = body.container['message_ts'] ?? null
    const key = `click ${body.trigger_id}`
    const view = reasonView({ action: clicked.action_id, button, channel, message })
    // Answers to a command's button are shared like answers to typed words.
    const again = clicked.action_id.startsWith('command')
      ? () => engine.commandOf(button)
      : () => Promise.resolve(null)
    await answerOnce(key, place, again, body.trigger_id, async person => {
      const click = { button, person, channel, message, reason: null }
      const first = view && (await engine.asksFirst(click))
      if (isRefusal(first)) {
        await replies.refuse(place, first, button)
        return undefined
      }
      if (view && first?.reason) return openReason(body.trigger_id, view)
      if (clicked.action_id !== 'share' && clicked.action_id !== 'files')
        return decided(place, click, clicked.action_id)
      const reply = await engine.share(click)
      if (reply.kind !== 'answer') return reply
      await (clicked.action_id === 'share'
        ? replies.share(place, reply, button)
        : replies.files(place, reply))
      return undefined
    })
  })

  app.view<ViewSubmitAction>('reason', async ({ ack, body, view, client }) => {
    const { action, button, channel, message } = JSON.parse(view.private_metadata) as ReasonCarries
    const reason = enteredIn(view.state.values)['reason']
    // Slack accepts blanks as an answer.
    if (reason === undefined)
      return ack({ response_action: 'errors', errors: { reason: 'This field is required.' } })
    await ack()
    const place = ephemeral(client, channel, body.user.id)
    await answerOnce(`view ${body.trigger_id}`, place, null, undefined, async person =>
      decided(place, { button, person, channel, message, reason }, action),
    )
  })

  app.view<ViewSubmitAction>(/^(form|picker)$/, async ({ ack, body, view, client }) => {
    const { channel } = JSON.parse(view.private_metadata) as FormCarries
    const place = ephemeral(client, channel, body.user.id)
    await submit(listening, ack, { trigger: body.trigger_id, view, place })
  })

  takeCodes(app, listening)

  // This takes all other views: Bolt calls every listener that fits, and the first ack closes the form.
  app.view(/^(?!(?:form|picker|reason|home-reason|code)$)/, ({ ack }) => ack())
  app.error(error => {
    report(error.original ?? error, { during: 'listening' })
    return Promise.resolve()
  })
}

const ephemeral = (
  client: WebClient,
  channel: string,
  user: string,
  thread?: string,
): ReplyPlace => ({
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

const direct = (client: WebClient, channel: string, user: string): ReplyPlace => ({
  channel,
  user,
  async respond({ text, blocks }) {
    await client.chat.postMessage({ channel, text, blocks: [...blocks] })
  },
})

const shown = new Set([
  'approve',
  'reject',
  'withdraw',
  'stop',
  'review',
  'was-done',
  'was-not-done',
])

/** No second message is needed for a change that the plan's own message shows within a second. */
const quiet = (action: string, reply: Reply): Reply | undefined =>
  reply.kind === 'answer' && reply.unchanged !== true && shown.has(action) ? undefined : reply
