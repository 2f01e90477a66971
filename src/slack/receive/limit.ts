/** Turns requests of a person away that come faster than a hand sends them, before any work is done for them. */
import type { App } from '@slack/bolt'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { noticeView } from '#slack/draw/form/notice-view'
import {
  type Admitted,
  allowances,
  openAllowances,
  type RequestKind,
  unansweredMost,
} from '#slack/receive/allowance'
import type { Listening } from '#slack/receive/answer-once'
import { count } from '#text/figures'

/** The parts of Slack's payloads that tell who sent a request, and of which kind. */
interface Body {
  readonly command?: string
  readonly type?: string
  readonly user_id?: string
  readonly user?: { readonly id?: string }
  readonly trigger_id?: string
  readonly event?: {
    readonly type?: string
    readonly user?: string
    readonly channel?: string
    readonly thread_ts?: string
  }
}

type Respond = (said: Readonly<Record<string, unknown>>) => Promise<unknown>

export const limitRequests = (
  app: App,
  { engine, people, views, report }: Pick<Listening, 'engine' | 'people' | 'views' | 'report'>,
): void => {
  const open = openAllowances()

  const record = async (user: string, kind: RequestKind): Promise<void> => {
    const person = await people.find(user)
    if (!isRefusal(person)) await engine.unread(person, kind)
  }

  app.use(async args => {
    const body = args.body as unknown as Body
    const sent = senderOf(body)
    if (!sent) return args.next()
    const asked = open.ask(sent.user, sent.kind)
    if (asked.admitted) return args.next().finally(asked.done)
    record(sent.user, sent.kind).catch((error: unknown) => report(error, { recording: 'unread' }))
    const drawn = drawRefusal(sentenceFor(sent.kind, asked), null)
    const notice = noticeView('Blocked', drawn.blocks)
    const { ack, respond } = args as unknown as {
      readonly ack?: (answer?: unknown) => Promise<void>
      readonly respond?: Respond
    }
    // A window that closed without a word would look as if its form had been taken.
    if (body.type === 'view_submission') return ack?.(views.instead(notice))
    await ack?.(sent.kind === 'suggestion' ? { options: [] } : undefined)
    if (!asked.tell || sent.kind === 'suggestion' || sent.kind === 'look') return undefined
    const { channel, thread_ts: thread } = body.event ?? {}
    const told =
      channel !== undefined
        ? args.client.chat.postEphemeral({
            channel,
            user: sent.user,
            text: drawn.text,
            blocks: [...drawn.blocks],
            ...(thread === undefined ? {} : { thread_ts: thread }),
          })
        : respond === undefined
          ? views.open(body.trigger_id ?? '', notice)
          : respond({ ...drawn, response_type: 'ephemeral', replace_original: false })
    await told.catch((error: unknown) => report(error, { telling: 'unread' }))
    return undefined
  })
}

const senderOf = (
  body: Body,
): { readonly user: string; readonly kind: RequestKind } | undefined => {
  const { event } = body
  const kind = kinds[body.command === undefined ? (event?.type ?? body.type ?? '') : 'command']
  const user = body.user_id ?? event?.user ?? body.user?.id
  return kind === undefined || user === undefined ? undefined : { user, kind }
}

const kinds: Readonly<Record<string, RequestKind>> = {
  command: 'command',
  app_mention: 'command',
  view_submission: 'command',
  block_actions: 'click',
  block_suggestion: 'suggestion',
  app_home_opened: 'look',
}

const again = 'Wait a minute, then send again what is missing.'

export const sentenceFor = (
  kind: RequestKind,
  { because }: Extract<Admitted, { readonly admitted: false }>,
): Refusal => {
  if (because === 'many')
    return refusal(
      `You sent more than ${allowances[kind].atOnce} ${kind}s within a short time; what comes now is not read.`,
      again,
    )
  return because === 'unanswered'
    ? refusal(
        `${unansweredMost.own} things that you asked for have no answer yet; what comes now is not read.`,
        again,
      )
    : refusal(
        `Howdah has ${count(unansweredMost.all)} requests to answer; what comes now is not read.`,
        again,
      )
}
