/**
 * Posts a report once for all processes. The claim is committed before the post, the mark follows after: a
 * slow Slack holds no transaction open, and a report claimed by a killed process is posted later. A kill
 * between Slack's yes and the mark posts the report twice, which is better than never.
 */
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import type { Chart } from '#report/draw/chart'
import { failpoint } from '#src/failpoint'
import { claimReports, reportsPosted } from '#store/reports'
import type { Store } from '#store/store'

export interface Report {
  readonly answer: Answer
  readonly chart?: Chart | undefined
}

/** `say` is called only when the report is to be posted. */
export type SayOnce = (key: string, say: () => Promise<Report>) => Promise<void>

/** `say` is called with the keys of what was not said before, which are said in a single post. */
export type SayTogether = (
  keys: readonly string[],
  say: (unsaid: ReadonlySet<string>) => Promise<Report>,
) => Promise<void>

/** Keys in a statement. */
const atOnce = 1_000

export const sayingTogether =
  (store: Store, chat: Pick<Chat, 'report'>, channel: string): SayTogether =>
  async (keys, say) => {
    const unsaid: string[] = []
    for (let from = 0; from < keys.length; from += atOnce)
      unsaid.push(...(await claimReports(store, keys.slice(from, from + atOnce))))
    if (unsaid.length === 0) return
    failpoint('report claimed')
    const { answer, chart } = await say(new Set(unsaid))
    const ts = await chat.report(channel, answer, chart)
    for (let from = 0; from < unsaid.length; from += atOnce)
      await reportsPosted(store, unsaid.slice(from, from + atOnce), ts)
    failpoint('report marked')
  }

export const sayingOnce = (store: Store, chat: Pick<Chat, 'report'>, channel: string): SayOnce => {
  const together = sayingTogether(store, chat, channel)
  return (key, say) => together([key], say)
}
