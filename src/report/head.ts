/**
 * Tells the audit channel where the record stands. What was told is remembered only once Slack has it, in
 * the control database: neither a bot that ends nor a Slack that is away leaves the channel without.
 */
import type { AuditLog } from '#audit/log'
import type { Chat } from '#report/chat'
import { headTold, isHeadDue } from '#store/reports'
import type { Store } from '#store/store'

/** Rejects when Slack does not take it; to be tried again later. */
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
