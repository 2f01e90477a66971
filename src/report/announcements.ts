/** Announces decisions for all (freeze, thaw, stop) in the channels concerned, whatever the edge. */

import { isGenuineEntry } from '#audit/genuine-entry'
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import { readEntry, readPart } from '#audit/read-entries'
import { type Answer, answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { decidedForAll } from '#report/draw/decided-for-all'
import { postOnce } from '#report/post-once'
import type { Store } from '#store/store'

export interface AnnounceOptions {
  readonly record: AuditLog
  readonly store: Store
  readonly chat: Chat
  /** By a cluster's name, or `*`. */
  readonly channelsOf: (scope: string) => readonly string[]
  readonly leads: () => boolean
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 1_000
/** A later announcement would be stale; posted announcements are remembered for a day. */
const newsMs = 3_600_000

interface News {
  readonly channel: string
  readonly key: string
  readonly text: string
  readonly offers: Answer['offers']
  readonly at: string
}

const isNews = ({ at }: Pick<News, 'at'>): boolean => Date.now() - Date.parse(at) < newsMs

export const openAnnouncer = (options: AnnounceOptions): { stop(): void } => {
  const { record, store, chat, channelsOf, leads, report } = options
  let busy = false
  /** The last entry that was read; undefined while another process leads. */
  let known: number | undefined
  /** News that was read and not posted yet, in order. */
  let unsaid: readonly News[] = []

  /** Finds an old entry shortly before the first news. */
  const lastOld = async (): Promise<number> => {
    const head = (await record.latest(1))[0]?.seq ?? 0
    for (let back = 100; back < head; back *= 2) {
      const entry = await readEntry(store, head - back)
      const body = entry && readBody(entry.body)
      if (body && !isNews(body)) return head - back
    }
    return 0
  }

  const read = async (): Promise<void> => {
    known ??= await lastOld()
    for (const chained of await readPart(store, known + 1)) {
      const { seq, body } = chained
      const entry = isGenuineEntry(store.signer, chained) ? readBody(body) : undefined
      const told = entry && decidedForAll(entry)
      if (told)
        unsaid = [
          ...unsaid,
          ...channelsOf(told.scope).map(channel => ({
            channel,
            // A row written beforehand by somebody without the signing key silences nothing.
            key: store.signer.unforeseen(`announced ${seq} ${channel}`),
            text: told.text,
            offers: told.offers,
            at: entry.at,
          })),
        ]
      known = seq
    }
  }

  /** A failing channel delays no other channel; within a channel the order is kept. */
  const say = async (): Promise<void> => {
    const deaf = new Set<string>()
    for (const news of unsaid) {
      const { channel } = news
      if (deaf.has(channel)) continue
      if (!isNews(news) || (await said(news))) unsaid = unsaid.filter(one => one !== news)
      else deaf.add(channel)
    }
  }

  /** False while another process may still be posting. */
  const said = async ({ channel, key, text, offers }: News): Promise<boolean> => {
    try {
      return await postOnce(store, key, () =>
        offers === undefined
          ? chat.post(channel, text)
          : chat.report(channel, answer(text, { offers }), undefined),
      )
    } catch (error) {
      report(error, { during: 'announcing', channel })
      return false
    }
  }

  const timer = setInterval(() => {
    if (!leads()) {
      known = undefined
      unsaid = []
    } else if (!busy) {
      busy = true
      void read()
        .then(say)
        .catch((error: unknown) => report(error, { during: 'announcing' }))
        .finally(() => {
          busy = false
        })
    }
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
