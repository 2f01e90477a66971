/**
 * Handles a submitted form or picker. The answer appears in the same window, within Slack's three seconds
 * whatever a cluster does: a person who sees an error submits again and makes a second plan.
 */
import type { ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { isRefusal, type Refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { inOneLine } from '#slack/draw/answer/in-one-line'
import { section } from '#slack/draw/blocks/blocks'
import { code, plain } from '#slack/draw/blocks/escape'
import { codeView } from '#slack/draw/form/code-view'
import { type FormCarries, filledIn } from '#slack/draw/form/form-carries'
import { formView } from '#slack/draw/form/form-view'
import { noticeView } from '#slack/draw/form/notice-view'
import { errorsBelow, problemsOf, refusedForm } from '#slack/draw/form/refused-form'
import { type Listening, troubleOf } from '#slack/receive/answer-once'
import type { ReplyPlace } from '#slack/send/reply'
import { inPatience } from '#slack/send/views'

export interface Sent {
  readonly trigger: string
  readonly view: ViewSubmitAction['view']
  readonly place: ReplyPlace
}

/** Tells the window what to do on the ack; undefined closes the window. */
export type Ack = (
  answer?:
    | { readonly response_action: 'errors'; readonly errors: Readonly<Record<string, string>> }
    | { readonly response_action: 'update'; readonly view: ModalView },
) => Promise<void>

export const submit = async (listening: Listening, ack: Ack, sent: Sent): Promise<void> => {
  const said = saidIn(sent)
  const working = replyTo(listening, sent, said)
  const early = await inPatience(working)
  if (early) {
    // On a second delivery the first delivery answers; an ack here would close the form too early.
    if (early.value) await answerView(listening, ack, sent, said, early.value)
    return
  }
  const where = said.values['cluster'] ?? 'the cluster'
  const waiting = `Checking ${plain(where)}… This takes a while; the result appears here.`
  await ack(listening.views.instead(noticeView('One moment', [section(waiting)])))
  const reply = await working
  if (reply) await late(listening, sent, said, reply)
}

interface Said {
  readonly text: string
  readonly values: Readonly<Record<string, string>>
}

const saidIn = ({ view }: Sent): Said => {
  const carries = JSON.parse(view.private_metadata) as FormCarries
  const entered = filledIn(carries, view.state.values)
  return view.callback_id === 'picker'
    ? { text: entered['command'] ?? '', values: {} }
    : { text: carries.command, values: entered }
}

const replyTo = async (
  { engine, people, report }: Listening,
  { trigger, place }: Sent,
  said: Said,
): Promise<Reply | undefined> => {
  const key = `view ${trigger}`
  try {
    if (!(await engine.once(key))) return undefined
    const person = await people.find(place.user)
    if (isRefusal(person)) return person
    const origin = { via: 'slack' as const, channel: place.channel }
    return await engine.dispatch({ ...said, person, origin })
  } catch (error) {
    return troubleOf(error, report, { key })
  }
}

const answerView = async (
  { engine, replies, clusters, views }: Listening,
  ack: Ack,
  { view, place }: Sent,
  { text, values }: Said,
  reply: Reply,
): Promise<void> => {
  const refused = (one: Refusal) =>
    refusedForm(engine.form(text, values), one, { channel: place.channel, clusters })
  const below = (problems: Readonly<Record<string, string>>) =>
    view.callback_id === 'form' ? errorsBelow(problems, Object.keys(view.state.values)) : null
  switch (reply.kind) {
    case 'form': {
      const errors = below(reply.problems)
      return errors
        ? ack({ response_action: 'errors', errors })
        : ack(views.instead(formView(reply, place.channel, clusters)))
    }
    case 'refusal': {
      const errors = below(problemsOf(reply))
      return errors
        ? ack({ response_action: 'errors', errors })
        : ack(views.instead(refused(reply)))
    }
    case 'code':
      return ack(views.instead(codeView(reply, place.channel)))
    case 'picker':
      return ack()
    case 'answer':
    case 'proposed':
      await ack()
      await replies.say(place, reply, engine.lineOf(text, values))
  }
}

/** The window may be closed by now; then the answer goes to the channel of the request. */
const late = async (
  { engine, replies, clusters, views, report }: Listening,
  { view, place }: Sent,
  { text, values }: Said,
  reply: Reply,
): Promise<void> => {
  const show = (next: ModalView) => views.update(view.id, next)
  try {
    if (reply.kind === 'form') await show(formView(reply, place.channel, clusters))
    else if (reply.kind === 'code') await show(codeView(reply, place.channel))
    else if (reply.kind === 'refusal')
      await show(
        refusedForm(engine.form(text, values), reply, { channel: place.channel, clusters }),
      )
    else if (reply.kind === 'proposed')
      await show(noticeView('Planned', [section(plannedWords(reply.change))]))
    else if (reply.kind === 'answer')
      await show(
        noticeView('Done', [section('The answer is in the channel. Only you can see it.')]),
      )
  } catch (error) {
    report(error, { updating: view.callback_id })
    if (reply.kind === 'form' || reply.kind === 'picker' || reply.kind === 'code')
      return replies.say(place, inOneLine(reply, 'too late'), null)
    if (reply.kind === 'refusal') return replies.say(place, reply, null)
  }
  if (reply.kind === 'answer' || reply.kind === 'proposed')
    await replies.say(place, reply, engine.lineOf(text, values))
}

const plannedWords = ({ plan, origin }: Extract<Reply, { kind: 'proposed' }>['change']): string =>
  `${code(plan.id)} waits for approval${origin.channel === null ? '' : ` in <#${origin.channel}>`}.`
