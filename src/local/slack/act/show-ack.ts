/** Shows the message in the app's ack. */
import { ApiFailure } from '#local/slack/api/failure'
import { isObject, textAt } from '#local/slack/json'
import { post } from '#local/slack/messages'
import type { Json } from '#local/slack/page-protocol'
import type { ResponseContext } from '#local/slack/response-urls'
import type { Message } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

export const showAck = (ws: Workspace, context: ResponseContext, said: Json): Message | null => {
  const answer = typeof said === 'string' ? { text: said } : said
  if (!isObject(answer)) return null
  const text = textAt(answer, 'text') ?? ''
  if (text === '' && answer.blocks === undefined) return null
  try {
    return post(ws, {
      channel: context.channel,
      user: ws.app.user,
      text,
      blocks: answer.blocks,
      onlyFor: answer.response_type === 'in_channel' ? null : context.user,
    })
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    ws.inspector.note('ack', `What the ack says cannot be shown: ${error.message}`, answer, false)
    return null
  }
}
