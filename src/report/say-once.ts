/**
 * Posts a report once for all processes. The claim is committed before the post, the mark follows after: a
 * slow Slack holds no transaction open, and a report claimed by a killed process is posted later. A kill
 * between Slack's yes and the mark posts the report twice, which is better than never.
 */
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import type { Chart } from '#report/draw/chart'
import { failpoint } from '#src/failpoint'
import { claimReport, reportPosted } from '#store/reports'
import type { Store } from '#store/store'

export interface Report {
  readonly answer: Answer
  readonly chart?: Chart | undefined
}

/** `say` is called only when the report is to be posted. */
export type SayOnce = (key: string, say: () => Promise<Report>) => Promise<void>

export const sayingOnce =
  (store: Store, chat: Pick<Chat, 'report'>, channel: string): SayOnce =>
  async (key, say) => {
    if (!(await claimReport(store, key))) return
    failpoint('report claimed')
    const { answer, chart } = await say()
    const ts = await chat.report(channel, answer, chart)
    await reportPosted(store, key, ts)
    failpoint('report marked')
  }
