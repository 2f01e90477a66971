/** The round: a single process looks at clusters and record, and reports trouble once. */
import type { AuditLog } from '#audit/log'
import type { Cluster } from '#cluster/cluster'
import type { Change } from '#model/change'
import type { Detector, Finding } from '#model/finding'
import type { Answer } from '#model/reply'
import { endsSoon } from '#model/standing/ends-soon'
import type { StandingApproval } from '#model/standing/standing-approval'
import type { Chat } from '#report/chat'
import { closingReviews, reviewKey } from '#report/closed-reviews'
import { closingReports } from '#report/closing-reports'
import { alertOf } from '#report/draw/alert'
import { endsSoonAnswer } from '#report/draw/ends-soon'
import { reviewAnswer } from '#report/draw/open-review'
import { recoveryNotice } from '#report/draw/recovery-notice'
import { overtakenAnswer, recoveryOverAnswer, resolvedAnswer } from '#report/draw/report-over'
import { alarmingOnDrills, type DrillAlarms } from '#report/drills'
import { lookingForForgeries } from '#report/forgeries'
import { keepHeads } from '#report/head'
import { alarmingOnPools, type PoolAlarms } from '#report/paused-pools'
import { type SayOnce, sayingOnce, sayingTogether } from '#report/say-once'
import { type AdviceOptions, advisingOnSettings } from '#report/setting-advice'
import { type SlotTeller, tellingSlots } from '#report/slots'
import { Failure } from '#src/errors'
import { freezeOver } from '#store/freezes'
import type { OpenStore } from '#store/store'

export interface RoundOptions {
  readonly clusters: readonly Cluster[]
  readonly openDetector: (cluster: Cluster) => Detector
  /** Settings to change that can be planned, the worst first. */
  readonly advise: AdviceOptions['advise']
  readonly drills: DrillAlarms['seen']
  readonly pausedPools: PoolAlarms['still']
  readonly record: AuditLog
  readonly store: OpenStore
  readonly chat: Chat
  readonly channel: string
  /** Null where heads of the record are not wanted. */
  readonly auditChannel: string | null
  readonly schedules: SlotTeller['schedules']
  readonly ownerOf: (cluster: Cluster) => string
  readonly leads: () => boolean
  /**
   * Called when the control database does not match the anchors: no run may act until a person has looked.
   */
  readonly recover: (because: string) => Promise<unknown>
  /** Break-glass plans without a review. */
  readonly openReviews: () => Promise<readonly Change[]>
  /** Plans whose review was closed after that moment. */
  readonly closedReviews: (since: Date) => Promise<readonly Change[]>
  readonly standing: () => Promise<readonly StandingApproval[]>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 5_000

/** With the round's own pace, what was tampered with is said within a minute. */
const patrolEveryMs = 45_000

const tampered = (wrong: string): Answer => ({
  kind: 'answer',
  title: wrong,
  lines: [
    'Only the owner of the control database could do that. Keep an export, and find out who it was.',
  ],
  offers: [{ label: 'Verify Again', command: 'audit verify' }],
})

export interface Watch {
  /** Looks now, where this process reports. */
  look(): void
  stop(): void
}

interface Watched {
  readonly cluster: Cluster
  readonly detector: Detector
}

export const openRound = (options: RoundOptions): Watch => {
  const { clusters, record, store, chat, channel, leads, report, ownerOf } = options
  const watched = clusters.map(
    (cluster): Watched => ({ cluster, detector: options.openDetector(cluster) }),
  )
  const failed = (during: string) => (error: unknown) => report(error, { during })

  /** A cluster that does not answer is told elsewhere. */
  const unlessAway = (during: string) => (error: unknown) => {
    if (!(error instanceof Failure)) report(error, { during })
  }

  let busy = false
  let patrolledAt = Number.NEGATIVE_INFINITY

  /** Of the whole record: a report goes out once a day. */
  const warning = async (recovering: string | null): Promise<string | null> => {
    const { ok, sentence } = await record.verify(recovering === null ? undefined : 'chain')
    return ok ? recovering : sentence
  }

  const once = sayingOnce(store, chat, channel)
  /** A row written beforehand by somebody without the signing key silences no alarm. */
  const alarm: SayOnce = (key, say) => once(store.signer.unforeseen(key), say)
  /** Posts once a day, so that reports are still read. */
  const daily: SayOnce = (key, say) => alarm(`${key} ${new Date().toISOString().slice(0, 10)}`, say)

  const closing = closingReports({ store, chat, channel, report })

  const settings = advisingOnSettings({ advise: options.advise, ownerOf, daily, closing })

  const drills = alarmingOnDrills({ seen: options.drills, ownerOf, daily })

  const pools = alarmingOnPools({ still: options.pausedPools, ownerOf, daily })

  const forgeries = lookingForForgeries(store, sayingTogether(store, chat, channel))

  const tellSlots = tellingSlots({ store, chat, schedules: options.schedules, leads, report })

  const announceRecovery = async (): Promise<string | null> => {
    const frozen = await freezeOver(store, '*')
    if (!frozen?.recovers) {
      await closing.look('recovery ', recoveryOverAnswer)
      return null
    }
    const notice = recoveryNotice(frozen.reason)
    await daily(`recovery ${frozen.at.toISOString()}`, async () => ({ answer: notice }))
    return notice.title
  }

  const closeReviews = closingReviews({ store, chat, channel, closed: options.closedReviews })

  /** Posts open reviews at once, and daily while open. */
  const reviews = async (): Promise<void> => {
    for (const change of await options.openReviews())
      await alarm(reviewKey(change.plan.id, new Date().toISOString().slice(0, 10)), async () => ({
        answer: reviewAnswer(change),
      }))
    await closeReviews()
  }

  /** Once for each approval: a week is enough to ask for a new approval. */
  const endings = async (): Promise<void> => {
    const now = new Date()
    for (const approval of (await options.standing()).filter(one => endsSoon(one, now)))
      await alarm(`ends ${approval.id}`, async () => ({ answer: endsSoonAnswer(approval) }))
  }

  /** In recovery mode a person has yet to decide whether this record continues: no head of it is told. */
  const keepAuditChannel = async (tells: boolean): Promise<string | null> => {
    if (record.channel === null || options.auditChannel === null) return null
    await keepHeads(record.channel, chat, options.auditChannel, tells).catch(
      failed('keeping the audit channel'),
    )
    const strayed = tells ? await record.strayed() : null
    if (strayed === null) return null
    await options.recover(strayed)
    return announceRecovery()
  }

  /** The reason of recovery mode in a sentence; null outside recovery mode. */
  const lookAtRecord = async (): Promise<string | null> => {
    if (performance.now() - patrolledAt < patrolEveryMs) return announceRecovery()
    // Recovery comes first: runs have to stop whether or not Slack answers.
    const strayed = await record.strayed()
    if (strayed !== null) await options.recover(strayed)
    const recovering = await announceRecovery()
    // In recovery mode the anchors are not compared: new entries are not in them.
    const wrong = await record.patrol(recovering === null ? undefined : 'chain')
    if (wrong !== null) await daily(`tampered ${wrong}`, async () => ({ answer: tampered(wrong) }))
    patrolledAt = performance.now()
    return (await keepAuditChannel(recovering === null)) ?? recovering
  }

  /** A day has a report of a finding; more, at most one an hour, only after a closed report. */
  const keyOf = async ({ key }: Finding): Promise<string> => {
    const now = new Date().toISOString()
    const first = `finding ${key} ${now.slice(0, 10)}`
    return (await closing.isOver(first)) ? `${first} again ${now.slice(11, 13)}` : first
  }

  const lookAt = async (one: Watched, recovering: string | null): Promise<void> => {
    const finding = await one.detector.look().catch((error: unknown) => {
      // Nothing broke, and the log would say so every few seconds.
      if (error instanceof Failure && error.code === 'statements.unread') return undefined
      throw error
    })
    if (finding === undefined) return
    const { name } = one.cluster.config
    const today = new Date().toISOString().slice(0, 10)
    await closing.look(`finding ${name} `, report => {
      const key = `${name} ${report.subject}`
      if (finding?.key === key) return report.day < today ? overtakenAnswer(report, finding) : null
      const now = one.detector.resolved(key)
      return now === undefined ? null : resolvedAnswer(name, report, now)
    })
    if (finding === null) return
    await alarm(await keyOf(finding), async () =>
      alertOf(
        finding,
        ownerOf(one.cluster),
        await warning(recovering),
        await options.openReviews(),
      ),
    )
  }

  const look = async (): Promise<void> => {
    // Each look stands alone: a silent cluster must not silence the rest.
    const recovering = await lookAtRecord().catch((error: unknown) => {
      failed('looking at the record')(error)
      return null
    })
    await reviews().catch(failed('looking for open reviews'))
    await endings().catch(failed('looking for approvals that end'))
    await forgeries().catch(failed('looking for forged rows'))
    // Many ends take minutes to tell, and no alarm waits for that.
    void tellSlots().catch(failed('telling what schedules did'))
    await Promise.all(
      watched.map(async one => {
        const { name } = one.cluster.config
        await lookAt(one, recovering).catch(failed(`watching ${name}`))
        await settings(one.cluster).catch(unlessAway(`the settings of ${name}`))
        await drills(one.cluster).catch(unlessAway(`the drills of ${name}`))
        await pools(one.cluster).catch(unlessAway(`the pools of ${name}`))
      }),
    )
  }

  const start = (): void => {
    if (busy || !leads()) return
    busy = true
    void look().finally(() => {
      busy = false
    })
  }
  const timer = setInterval(start, everyMs)
  return { look: start, stop: () => clearInterval(timer) }
}
