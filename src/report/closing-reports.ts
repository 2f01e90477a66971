/** Rewrites each report once the report's matter is over, from whichever process leads. */
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { dueEvery } from '#report/due-every'
import { postOnce } from '#report/post-once'
import { isPosted, postedReports } from '#store/reports'
import type { Store } from '#store/store'

export interface StandingReport {
  /** The key between the kind and the day. */
  readonly subject: string
  /** `2026-11-30`. */
  readonly day: string
  /** The time of the post. */
  readonly at: Date
}

/** Null leaves the report unchanged. */
export type WriteAnew = (report: StandingReport) => Answer | null

export interface Closing {
  /** Looks at the standing reports of a kind, such as `finding shop `. */
  look(kind: string, anew: WriteAnew): Promise<void>
  /** Whether the report of that key was written anew, by whatever process. */
  isOver(key: string): Promise<boolean>
}

/** Milliseconds between two looks at a kind. */
const everyMs = 10_000

export interface ClosingReportsOptions {
  readonly store: Store
  readonly chat: Pick<Chat, 'rewrite'>
  readonly channel: string
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** A report that Slack does not rewrite keeps nobody from the next report. */
export const closingReports = ({
  store,
  chat,
  channel,
  report: told,
}: ClosingReportsOptions): Closing => {
  const over = new Set<string>()
  const isDue = dueEvery(everyMs)
  const markOf = (key: string) => store.signer.unforeseen(`closed ${key}`)
  return {
    isOver: async key => over.has(key) || isPosted(store, markOf(key)),
    async look(kind, anew) {
      if (!isDue(kind)) return
      for (const { key, ts } of await postedReports(store, kind)) {
        const report = readKey(kind, key, ts)
        const plain = key.slice(0, key.lastIndexOf(' '))
        if (!report || over.has(plain) || store.signer.unforeseen(plain) !== key) continue
        const answer = anew(report)
        if (answer === null) continue
        const done = await postOnce(store, markOf(plain), async () => {
          await chat.rewrite(channel, ts, answer)
          return ts
        }).catch((error: unknown) => {
          told(error, { during: 'rewriting a report' })
          return false
        })
        if (done) over.add(plain)
      }
    },
  }
}

/** Reads `finding shop 17 2026-11-30 …`. */
const readKey = (kind: string, key: string, ts: string): StandingReport | undefined => {
  const [, subject, day] = /^(.*?) (\d{4}-\d\d-\d\d)(?: |$)/.exec(key.slice(kind.length)) ?? []
  return subject === undefined || day === undefined
    ? undefined
    : { subject, day, at: new Date(Number(ts) * 1_000) }
}
