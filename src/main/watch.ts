/** One process looks at the clusters and at the record, and reports what needs somebody, once. */
import type { AuditLog } from '#audit/log'
import type { Cluster } from '#cluster/cluster'
import { openDetector } from '#monitor/detector'
import { digestOf } from '#report/digest'
import type { Slack } from '#slack/connect'
import { firstTime } from '#store/messages'
import type { OpenStore } from '#store/store'

export interface WatchOptions {
  readonly clusters: readonly Cluster[]
  readonly record: AuditLog
  readonly store: OpenStore
  readonly slack: Slack
  readonly channel: string
  readonly leads: () => boolean
  /** The control database is older than its anchors: nothing may act until a person has looked. */
  readonly recover: (because: string) => Promise<unknown>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 5_000

/** Reading the whole record costs more than looking at a cluster. */
const verifyEveryMs = 60_000

export const openWatch = (options: WatchOptions): { stop(): void } => {
  const { clusters, record, store, slack, channel, leads, report } = options
  const detectors = clusters.map(openDetector)
  let busy = false
  let verifiedAt = Number.NEGATIVE_INFINITY

  const warning = async (): Promise<string | null> => {
    const { ok, sentence } = await record.verify()
    verifiedAt = performance.now()
    return ok ? null : sentence
  }

  const look = async (): Promise<void> => {
    for (const detector of detectors) {
      const finding = await detector.look()
      // Said once a day, so that it is still read when it is said.
      const key = finding && `finding ${finding.key} ${new Date().toISOString().slice(0, 10)}`
      if (!finding || key === undefined || !(await firstTime(store, key))) continue
      const { answer, chart } = digestOf(finding, await warning())
      await slack.report(channel, answer, chart)
    }
    if (performance.now() - verifiedAt < verifyEveryMs) return
    const behind = await record.behind()
    if (behind !== null) await options.recover(behind)
    const wrong = await warning()
    if (wrong !== null && (await firstTime(store, `tampered ${wrong}`))) {
      await slack.report(
        channel,
        {
          kind: 'answer',
          title: wrong,
          lines: [
            'Nobody but the owner of the control database could do that. Keep an export, and find out who it was.',
          ],
          offers: [{ label: 'Verify Again', command: 'audit verify' }],
        },
        undefined,
      )
    }
  }

  const timer = setInterval(() => {
    if (busy || !leads()) return
    busy = true
    void look()
      .catch((error: unknown) => report(error, { during: 'watching' }))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
