/** Tells a person, once in a burst, that the requests beyond the allowance are not read. */
import type { App } from '@slack/bolt'
import { type Refusal, refusal } from '#model/refusal'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { noticeView } from '#slack/draw/form/notice-view'
import {
  type Admitted,
  allowances,
  type RequestKind,
  unansweredMost,
} from '#slack/receive/allowance'
import type { Listening } from '#slack/receive/answer-once'
import { count } from '#text/figures'

/** What the entrance hands to `tellUnread`, in Bolt's context. */
export interface NotRead {
  readonly user: string
  readonly refusal: Refusal
}

/** The key of `NotRead` in Bolt's context. */
export const unreadKey = 'howdahUnread'

/** The parts of Slack's payloads that tell where a person reads. */
interface Body {
  readonly trigger_id?: string
  readonly event?: { readonly channel?: string; readonly thread_ts?: string }
}

type Respond = (said: Readonly<Record<string, unknown>>) => Promise<unknown>

export const tellUnread = (
  app: App,
  { views, report }: Pick<Listening, 'views' | 'report'>,
): void => {
  app.use(async args => {
    const unread = args.context[unreadKey] as NotRead | undefined
    if (!unread) return args.next()
    const drawn = drawRefusal(unread.refusal, null)
    const { ack, respond } = args as unknown as {
      readonly ack?: () => Promise<void>
      readonly respond?: Respond
    }
    await ack?.()
    const body = args.body as unknown as Body
    const { channel, thread_ts: thread } = body.event ?? {}
    const told =
      channel !== undefined
        ? args.client.chat.postEphemeral({
            channel,
            user: unread.user,
            text: drawn.text,
            blocks: [...drawn.blocks],
            ...(thread === undefined ? {} : { thread_ts: thread }),
          })
        : respond === undefined
          ? views.open(body.trigger_id ?? '', noticeView('Blocked', drawn.blocks))
          : respond({ ...drawn, response_type: 'ephemeral', replace_original: false })
    await told.catch((error: unknown) => report(error, { telling: 'unread' }))
    return undefined
  })
}

const again = 'Wait a minute, then send again what was not answered.'

export const sentenceFor = (
  kind: RequestKind,
  { because }: Extract<Admitted, { readonly admitted: false }>,
): Refusal => {
  if (because === 'many')
    return refusal(
      `You sent more than ${allowances[kind].atOnce} ${kind}s within a short time; new ones are not read.`,
      again,
    )
  return because === 'unanswered'
    ? refusal(
        `${unansweredMost.own} of your requests have no answer yet; new ones are not read.`,
        again,
      )
    : refusal(
        `Howdah has ${count(unansweredMost.all)} requests to answer; new ones are not read.`,
        again,
      )
}
