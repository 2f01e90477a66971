/** Tells the channels concerned what one person decided for everybody, from whichever edge they said it. */
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import { readEntry, readPart } from '#audit/read-entries'
import type { Chat } from '#report/chat'
import { decidedForAll } from '#report/draw/decided-for-all'
import { claimReport, isPosted, reportPosted } from '#store/reports'
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
/** Nobody needs to hear later that it was frozen then; what was said is remembered for a day. */
const newsMs = 3_600_000

interface News {
  readonly channel: string
  readonly key: string
  readonly text: string
  readonly at: string
}

const isNews = ({ at }: Pick<News, 'at'>): boolean => Date.now() - Date.parse(at) < newsMs

export const openAnnouncer = (options: AnnounceOptions): { stop(): void } => {
  const { record, store, chat, channelsOf, leads, report } = options
  let busy = false
  /** The last entry that was read; undefined as long as another process leads. */
  let known: number | undefined
  /** What was read and is not said yet, in its order. */
  let unsaid: readonly News[] = []

  /** An entry that is no news any more, not far before the first one that is. */
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
    for (const { seq, body } of await readPart(store, known + 1)) {
      const entry = readBody(body)
      const told = entry && decidedForAll(entry)
      if (told)
        unsaid = [
          ...unsaid,
          ...channelsOf(told.scope).map(channel => ({
            channel,
            key: `announced ${seq} ${channel}`,
            text: told.text,
            at: entry.at,
          })),
        ]
      known = seq
    }
  }

  /** A channel that takes nothing keeps no other from hearing; within one nothing is overtaken. */
  const say = async (): Promise<void> => {
    const deaf = new Set<string>()
    for (const news of unsaid) {
      const { channel } = news
      if (deaf.has(channel)) continue
      if (!isNews(news) || (await said(news))) unsaid = unsaid.filter(one => one !== news)
      else deaf.add(channel)
    }
  }

  /** Claimed before and marked after, as every report is; false while somebody may still be at it. */
  const said = async ({ channel, key, text }: News): Promise<boolean> => {
    try {
      if (!(await claimReport(store, key))) return await isPosted(store, key)
      await reportPosted(store, key, await chat.post(channel, text))
      return true
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
