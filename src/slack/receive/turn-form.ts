/** Handles a form that is being filled in: turns to other fields, or takes a different cluster from now on. */
import type { App } from '@slack/bolt'
import { type FormCarries, filledIn } from '#slack/draw/form/form-carries'
import { formView, tooLong } from '#slack/draw/form/form-view'
import type { Listening } from '#slack/receive/answer-once'

export const turnForms = (app: App, { engine, views, clusters, report }: Listening): void => {
  app.action(/^form-/, async ({ ack, body }) => {
    await ack()
    if (body.type !== 'block_actions' || !body.view) return
    const { id, hash, private_metadata: carried, state } = body.view
    const carries = JSON.parse(carried) as FormCarries
    const form = engine.form(carries.command, filledIn(carries, state.values))
    if (!form) return
    const draw = (page: number) => formView(form, carries.channel, clusters, { ...carries, page })
    const turned = draw(pageOf(body.actions[0]?.action_id) ?? carries.page)
    const here = draw(carries.page)
    // The entered values are not given up for other fields.
    const view =
      turned.callback_id === 'form' ? turned : { ...here, blocks: [tooLong(form), ...here.blocks] }
    await views
      .update(id, view, hash)
      // The person was faster than Slack: the last click counts.
      .catch((error: unknown) => report(error, { turning: carries.command }))
  })
}

/** Reads the page from `form-page-1`. */
const pageOf = (action: string | undefined): number | undefined => {
  const page = /^form-page-(\d+)$/.exec(action ?? '')?.[1]
  return page === undefined ? undefined : Number(page)
}
