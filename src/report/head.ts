/**
 * Posts the head of the record in the audit channel. The control database remembers a posted head only once
 * Slack has the message, so that neither a bot's end nor an absent Slack leaves the channel without.
 */
import type { AuditLog } from '#audit/log'
import type { Chat } from '#report/chat'
import { headTold, isHeadDue } from '#store/reports'
import type { Store } from '#store/store'

/** Rejects when Slack refuses the message, so that the caller tries again later. */
export const tellHead = async (
  record: Pick<AuditLog, 'latest'>,
  store: Store,
  chat: Pick<Chat, 'post'>,
  channel: string,
): Promise<void> => {
  const [head] = await record.latest(1)
  if (!head || !(await isHeadDue(store, head))) return
  const ts = await chat.post(channel, `The record stands at entry ${head.seq} ${head.hash}`)
  await headTold(store, head, ts)
}
