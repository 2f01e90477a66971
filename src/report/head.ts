/**
 * Keeps the audit channel: compares the heads there, and tells the next one. The control database remembers a
 * told head only once Slack has the message, so that neither a bot's end nor an absent Slack leaves the channel
 * without.
 */
import type { AuditLog } from '#audit/log'
import type { Chat } from '#report/chat'

/** Compares; tells heads too, where `tells`. Rejects when Slack refuses, so that the caller tries again later. */
export const keepHeads = async (
  kept: NonNullable<AuditLog['channel']>,
  chat: Pick<Chat, 'post' | 'history'>,
  channel: string,
  tells: boolean,
): Promise<void> => {
  const again = await kept.compare(before => chat.history(channel, before))
  if (!tells) return
  const due = await kept.due()
  for (const head of [...again, ...(due === null ? [] : [due])]) {
    const line = kept.lineOf(head)
    await kept.told(head, await chat.post(channel, `The record stands at entry ${head.seq}`, line))
  }
}
