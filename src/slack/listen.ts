/** Commands, clicks and forms. Everything is acknowledged first, done once, and answered in words. */
import type { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Desk } from '#engine/desk'
import type { Person } from '#engine/person'
import { isRefusal, refusal } from '#engine/refusal'
import type { Reply } from '#engine/reply'
import {
  enteredIn,
  type FormCarries,
  formView,
  noticeView,
  pickerView,
  reasonView,
} from '#slack/form-view'
import type { People } from '#slack/people'
import { drawRefusal } from '#slack/reply-message'
import type { Place, Speaker } from '#slack/speak'
import { Failure } from '#src/errors'

export interface Listening {
  readonly desk: Desk
  readonly people: People
  readonly speaker: Speaker
  readonly command: string
  readonly clusters: readonly string[]
  readonly team: string
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

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

/** What went wrong, in words for the person; the stack goes to the log. */
export const troubleOf = (
  error: unknown,
  report: Listening['report'],
  about: Readonly<Record<string, unknown>>,
): Reply => {
  if (error instanceof Failure) return refusal(error.message, error.instead)
  const id = Math.random().toString(36).slice(2, 8)
  report(error, { ...about, fault: id })
  return refusal(
    `Something in Howdah broke (fault ${id}).`,
    'Look at `run list` before you ask again; tell whoever keeps Howdah the fault’s name.',
  )
}

export const listen = (app: App, listening: Listening): void => {
  const { desk, people, speaker, clusters, report } = listening

  /** Runs `work` once for all processes, for a person Slack vouches for; answers in any case. */
  const serve = async (
    key: string,
    place: Place,
    again: string | null,
    client: WebClient,
    trigger: string | undefined,
    work: (person: Person) => Promise<Reply | undefined>,
  ): Promise<void> => {
    let reply: Reply | undefined
    try {
      if (!(await desk.once(key))) return
      const person = await people.find(place.user)
      reply = isRefusal(person) ? person : await work(person)
    } catch (error) {
      reply = troubleOf(error, report, { key })
    }
    if (reply) {
      await tell(place, reply, again, client, trigger).catch((error: unknown) =>
        report(error, { key, answering: true }),
      )
    }
  }

  const tell = async (
    place: Place,
    reply: Reply,
    again: string | null,
    client: WebClient,
    trigger: string | undefined,
  ): Promise<void> => {
    if (reply.kind !== 'form' && reply.kind !== 'picker') return speaker.say(place, reply, again)
    const view =
      reply.kind === 'form'
        ? formView(reply, place.channel, clusters)
        : pickerView(reply, place.channel)
    try {
      if (trigger === undefined) throw new Error('no trigger')
      await client.views.open({ trigger_id: trigger, view })
    } catch (error) {
      report(error, { opening: view.callback_id })
      const missing =
        reply.kind === 'form'
          ? reply.fields.filter(one => one.required && reply.values[one.key] === undefined)
          : []
      await speaker.say(
        place,
        refusal(
          'The form could not be opened in time.',
          reply.kind === 'form'
            ? `Say it in one line: \`${listening.command} ${reply.command} ${missing.map(one => `${one.key}=…`).join(' ')}\`.`
            : `Say \`${listening.command} help\`.`,
        ),
        null,
      )
    }
  }

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

const ephemeral = (client: WebClient, channel: string, user: string): Place => ({
  channel,
  user,
  async respond({ text, blocks }) {
    await client.chat.postEphemeral({ channel, user, text, blocks: [...blocks] })
  },
})

/** What the plan's own message shows within a second needs no second message. */
const quiet = (action: string, reply: Reply): Reply | undefined =>
  reply.kind === 'answer' && ['approve', 'reject', 'withdraw', 'stop'].includes(action)
    ? undefined
    : reply
