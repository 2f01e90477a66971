/** Reports that asked for a review are written anew once the review is closed, on each day that had one. */
import type { Change } from '#model/change'
import type { Chat } from '#report/chat'
import { closedReviewAnswer } from '#report/draw/open-review'
import { postOnce } from '#report/post-once'
import { reportTs } from '#store/reports'
import type { Store } from '#store/store'

export interface ClosingOptions {
  readonly store: Store
  readonly chat: Pick<Chat, 'rewrite'>
  readonly channel: string
  /** Plans whose review was closed after that moment. */
  readonly closed: (since: Date) => Promise<readonly Change[]>
}

const dayMs = 86_400_000
/** A process that leads later than that leaves the reports as they are. */
const newsMs = 2 * dayMs
/** Reports of a review that stayed open for long. */
const reportsMost = 31

export const closingReviews = ({
  store,
  chat,
  channel,
  closed,
}: ClosingOptions): (() => Promise<void>) => {
  const done = new Set<string>()
  const rewrite = async (change: Change): Promise<void> => {
    for (const key of reviewKeys(change)) {
      const ts = await reportTs(store, store.signer.unforeseen(key))
      if (ts === null) continue
      await postOnce(store, store.signer.unforeseen(`closed ${key}`), async () => {
        await chat.rewrite(channel, ts, closedReviewAnswer(change))
        return ts
      })
    }
  }
  return async () => {
    for (const change of await closed(new Date(Date.now() - newsMs))) {
      if (done.has(change.plan.id)) continue
      await rewrite(change)
      done.add(change.plan.id)
    }
  }
}

/** The key of the report about an open review on a day: `2026-11-30`. */
export const reviewKey = (plan: string, day: string): string => `review ${plan} ${day}`

const reviewKeys = ({ plan, breakGlass }: Change): readonly string[] => {
  const from = Date.parse(breakGlass?.at ?? '')
  const to = Date.parse(breakGlass?.review?.at ?? '')
  const days = Math.min(reportsMost, Math.floor(to / dayMs) - Math.floor(from / dayMs) + 1)
  return Array.from({ length: days }, (_, day) =>
    reviewKey(plan.id, new Date(from + day * dayMs).toISOString().slice(0, 10)),
  )
}
