/** Rewrites each report once the report's matter is over, from whichever process leads. */
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { dueEvery } from '#report/due-every'
import { postOnce } from '#report/post-once'
import { closedKey, isPosted, type SignedReport, standingReports } from '#store/reports'
import type { Store } from '#store/store'

export interface StandingReport extends Pick<SignedReport, 'subject' | 'day'> {
  /** The time of the post. */
  readonly at: Date
  /** The moment in the key; the time of the post where the key has a day alone. */
  readonly since: Date
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
  return {
    isOver: async key => over.has(key) || isPosted(store, closedKey(store, key)),
    async look(kind, anew) {
      if (!isDue(kind)) return
      for (const { key, ts, subject, day, time } of await standingReports(store, kind)) {
        if (over.has(key)) continue
        const at = new Date(Number(ts) * 1_000)
        const since = time === null ? at : new Date(`${day}T${time}Z`)
        const answer = anew({ subject, day, at, since })
        if (answer === null) continue
        const done = await postOnce(store, closedKey(store, key), async () => {
          await chat.rewrite(channel, ts, answer)
          return ts
        }).catch((error: unknown) => {
          told(error, { during: 'rewriting a report' })
          return false
        })
        if (done) over.add(key)
      }
    },
  }
}
