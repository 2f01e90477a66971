/** Handles a submitted one-time code: the submission or click that asked is sent again with the code. The code is written down nowhere. */
import type { App, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { isRefusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { drawAnswer, drawRefusal } from '#slack/draw/answer/reply-message'
import { section } from '#slack/draw/blocks/blocks'
import type { CodeCarries } from '#slack/draw/form/code-view'
import { enteredIn } from '#slack/draw/form/form-carries'
import { noticeView } from '#slack/draw/form/notice-view'
import { type Listening, troubleOf } from '#slack/receive/answer-once'
import { inPatience } from '#slack/send/views'

const waiting = 'Comparing the code… The result appears here.'

export const takeCodes = (app: App, { engine, people, views, report }: Listening): void => {
  const replyTo = async (
    trigger: string,
    user: string,
    { again, channel }: CodeCarries,
    code: string,
  ): Promise<Reply | undefined> => {
    const key = `view ${trigger}`
    try {
      if (!(await engine.once(key))) return undefined
      const person = await people.find(user)
      if (isRefusal(person)) return person
      if (again.kind === 'clicked')
        return await engine.click({ ...again, person, reason: null, code })
      const { text, values } = again
      return await engine.dispatch({
        text,
        values,
        person,
        code,
        origin: { via: 'slack', channel },
      })
    } catch (error) {
      return troubleOf(error, report, { key })
    }
  }

  app.view<ViewSubmitAction>('code', async ({ ack, body, view }) => {
    const carries = JSON.parse(view.private_metadata) as CodeCarries
    const code = enteredIn(view.state.values)['code']
    if (code === undefined)
      return ack({ response_action: 'errors', errors: { code: 'This field is required.' } })
    const working = replyTo(body.trigger_id, body.user.id, carries, code)
    const early = await inPatience(working)
    if (early) {
      // On a second delivery the first delivery answers; an ack here would close the form too early.
      if (early.value) await ack(views.instead(resultView(early.value)))
      return
    }
    await ack(views.instead(noticeView('One moment', [section(waiting)])))
    const reply = await working
    if (reply)
      await views
        .update(view.id, resultView(reply))
        .catch((error: unknown) => report(error, { updating: 'code' }))
  })
}

const resultView = (reply: Reply): ModalView => {
  if (reply.kind === 'refusal') return noticeView('Blocked', drawRefusal(reply, null).blocks)
  if (reply.kind === 'answer')
    return noticeView('Done', drawAnswer(reply, [], { to: 'report' }).blocks)
  return noticeView('Done', [section('It counts.')])
}
