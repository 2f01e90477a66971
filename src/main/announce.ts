/** Tells the channels concerned what one person decided for everybody, from whichever edge they said it. */
import type { AuditLog } from '#audit/log'
import { readBody } from '#audit/read-body'
import { decidedForAll } from '#report/decided-for-all'
import type { Slack } from '#slack/connect'
import { claimReport, reportPosted } from '#store/reports'
import type { Store } from '#store/store'

export interface AnnounceOptions {
  readonly record: AuditLog
  readonly store: Store
  readonly slack: Slack
  /** By a cluster's name, or `*`. */
  readonly channelsOf: (scope: string) => readonly string[]
  readonly leads: () => boolean
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 1_000
/** Nobody needs to hear later that it was frozen then; what was said is remembered for a day. */
const newsMs = 3_600_000
const entriesMost = 50

export const openAnnouncer = (options: AnnounceOptions): { stop(): void } => {
  const { record, store, slack, channelsOf, leads, report } = options
  let busy = false
  let known = 0

  const look = async (): Promise<void> => {
    const fresh = (await record.latest(entriesMost)).filter(({ seq }) => seq > known)
    for (const { seq, body } of fresh.toReversed()) {
      const entry = readBody(body)
      const told = entry && decidedForAll(entry)
      if (told && Date.now() - Date.parse(entry.at) < newsMs)
        for (const channel of channelsOf(told.scope))
          await once(`announced ${seq} ${channel}`, channel, told.text)
      known = seq
    }
  }

  /** Claimed before and marked after, as every report is. */
  const once = async (key: string, channel: string, text: string): Promise<void> => {
    if (await claimReport(store, key))
      await reportPosted(store, key, await slack.post(channel, text))
  }

  const timer = setInterval(() => {
    if (busy || !leads()) return
    busy = true
    void look()
      .catch((error: unknown) => report(error, { during: 'announcing' }))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
