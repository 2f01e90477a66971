/**
 * Turns requests away before Bolt builds a context and before any query: those of another team or app, and those of a
 * person that come faster than a hand sends them. Slack gets an acknowledgement for each.
 */
import type { ReceiverEvent } from '@slack/bolt'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { noticeView } from '#slack/draw/form/notice-view'
import { openAllowances } from '#slack/receive/allowance'
import { type NotRead, sentenceFor, unreadKey } from '#slack/receive/limit'
import { type Body, type Sender, senderOf } from '#slack/receive/sender'
import { Stranger } from '#slack/receive/stranger'
import type { Views } from '#slack/send/views'

export type Take = (event: ReceiverEvent) => Promise<void>

export interface EntranceOptions {
  readonly team: string
  /** Null where nothing names the app. */
  readonly app: string | null
  readonly views: Pick<Views, 'instead'>
  /** Counts a request that is not read. */
  readonly count: (sender: Sender) => void
  /** Hears of each request of another team or app. */
  readonly stranger: () => void
  /** Counts milliseconds. */
  readonly now?: () => number
}

export const openEntrance = (next: Take, options: EntranceOptions): Take => {
  const { team, app, views, count, stranger } = options
  const allowances = openAllowances(options.now)

  const isStranger = ({ team_id, team: of, api_app_id }: Body): boolean =>
    (team_id ?? of?.id) !== team || (app !== null && api_app_id !== app)

  return async event => {
    const body: Body = event.body
    if (isStranger(body)) {
      stranger()
      throw new Stranger('a request of another team or app')
    }
    const sender = senderOf(body)
    if (!sender) return next(event)
    const asked = allowances.ask(sender.user, sender.kind)
    if (asked.admitted) return next(event).finally(asked.done)
    count(sender)
    // A window that closed without a word would look as if its form had been taken.
    if (body.type === 'view_submission') {
      const { blocks } = drawRefusal(sentenceFor(sender.kind, asked), null)
      return event.ack(views.instead(noticeView('Blocked', blocks)))
    }
    if (sender.kind === 'suggestion') return event.ack({ options: [] })
    if (!asked.tell || sender.kind === 'look') return event.ack()
    // Once in a burst, Bolt builds what a sentence to the person needs.
    const unread: NotRead = { user: sender.user, refusal: sentenceFor(sender.kind, asked) }
    return next({
      ...event,
      customProperties: { ...event.customProperties, [unreadKey]: unread },
    })
  }
}
