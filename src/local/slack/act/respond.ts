/** The app answers an act at the act's response_url. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiFailure } from '#local/slack/api/failure'
import { isObject, parseJson, textAt } from '#local/slack/json'
import { messageAt } from '#local/slack/look-up'
import { edit, post, remove } from '#local/slack/messages'
import type { JsonObject } from '#local/slack/page-protocol'
import type { ResponseContext } from '#local/slack/response-urls'
import { answerJson, answerText, readBody } from '#local/slack/serve/http'
import type { Workspace } from '#local/slack/workspace'

const respond = (ws: Workspace, context: ResponseContext, said: JsonObject): void => {
  const original =
    context.ts === null ? undefined : messageAt(ws.store.state, context.channel, context.ts)
  if (said.delete_original === true) {
    if (original) remove(ws, original)
    return
  }
  const text = textAt(said, 'text')
  const { blocks } = said
  if (said.replace_original === true && original) {
    edit(ws, original, { text, blocks })
    return
  }
  if (text === null && blocks === undefined) throw new ApiFailure('no_text')
  post(ws, {
    channel: context.channel,
    user: ws.app.user,
    text: text ?? '',
    blocks,
    threadTs: textAt(said, 'thread_ts') ?? context.threadTs,
    onlyFor: said.response_type === 'in_channel' ? null : context.user,
  })
}

export const answerResponse = async (
  ws: Workspace,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const said = parseJson((await readBody(request)).toString('utf8'))
  const finish = ws.inspector.begin('http', 'response_url', said ?? null)
  const refuse = (error: string, status: number) => {
    finish(false, { given: said ?? null, error })
    answerJson(response, { ok: false, error }, status)
  }
  const context = ws.responseUrls.spend(path)
  if (typeof context === 'string') return refuse(context, 404)
  if (!isObject(said)) return refuse('invalid_payload', 400)
  try {
    respond(ws, context, said)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return refuse(error.message, 400)
  }
  finish(true)
  answerText(response, 'ok')
}
