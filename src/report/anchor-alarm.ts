/**
 * Says in chat what this process found wrong with the anchors. Each process says so, whichever leads: a
 * machine's anchor file is seen by that machine alone.
 */
import type { AuditLog } from '#audit/log'
import type { Chat } from '#report/chat'
import { anchorAnswer } from '#report/draw/anchor-alarm'
import { sayingOnce } from '#report/say-once'
import type { Store } from '#store/store'

export interface AnchorAlarmOptions {
  readonly record: Pick<AuditLog, 'troubles'>
  readonly store: Store
  readonly chat: Chat
  readonly channel: string
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 5_000

export const openAnchorAlarm = (options: AnchorAlarmOptions): { stop(): void } => {
  const { record, store, chat, channel, report } = options
  const once = sayingOnce(store, chat, channel)
  let busy = false
  const say = async (): Promise<void> => {
    for (const { sentence, at } of record.troubles())
      await once(store.signer.unforeseen(`anchors ${at.slice(0, 10)} ${sentence}`), async () => ({
        answer: anchorAnswer(sentence),
      }))
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    void say()
      .catch((error: unknown) => report(error, { during: 'telling of the anchors' }))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
