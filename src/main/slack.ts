/** The Slack side of a bot: waits for Slack, and from then on answers, watches and announces. */

import type { Logger } from 'pino'
import { summariseAll } from '#checks/cluster-summary'
import { seePaused } from '#checks/pool/see-paused'
import { seeDrills } from '#checks/see-drills'
import { engineForEdges } from '#engine/for-edges'
import { enterRecovery } from '#engine/freeze/recovery'
import { freezeSeveralPrimaries } from '#engine/freeze/several-primaries'
import { openMessages } from '#engine/messages'
import { closedReviews, openReviews } from '#engine/show/read-change'
import { adviseSettings } from '#main/advise-settings'
import type { BotConfig } from '#main/bot-config'
import { keepHouse } from '#main/keep/house'
import { keepPrimaries } from '#main/keep/primaries'
import { keepReaders } from '#main/keep/readers'
import { reporter, slackLogger } from '#main/logger'
import type { OpenParts } from '#main/open-parts'
import type { Traffic } from '#model/traffic'
import { openDetector } from '#monitor/detector'
import { openAnchorAlarm } from '#report/anchor-alarm'
import { openAnnouncer } from '#report/announcements'
import { effectChart } from '#report/draw/effect-chart'
import { guardChart } from '#report/draw/guard-chart'
import { openPrimaryAlarms } from '#report/primaries'
import { openRound, type Watch } from '#report/round'
import { openSlack, type Slack } from '#slack/connect'
import { connectPatiently } from '#slack/connect-patiently'
import { advisoryLocks } from '#store/advisory-locks'
import { isHeldWhole } from '#store/claims'
import { type Leadership, openLeadership } from '#store/leadership'
import { lastSeen } from '#store/primaries/seen-primaries'

export interface SlackSide {
  /** Undefined until Slack has answered. */
  slack(): Slack | undefined
  /** Whether this bot is the leader: of all bots, only the leader reports and announces. */
  leads(): boolean
  /** Rejects when Slack refuses the tokens. */
  readonly reached: Promise<void>
  /** Stops watching and announcing; messages about current work may still be sent. */
  hush(): Promise<void>
  stop(): Promise<void>
}

export interface SlackSideOptions {
  readonly config: BotConfig
  readonly opened: Pick<
    OpenParts<Traffic>,
    'parts' | 'store' | 'record' | 'fleet' | 'engine' | 'primaries' | 'routes'
  >
  readonly holder: string
  readonly logger: Logger
}

export const openSlackSide = (options: SlackSideOptions): SlackSide => {
  const { config, opened, holder, logger } = options
  const { parts, store, record, engine } = opened
  const clusters = opened.fleet.inventory
  const report = reporter(logger)
  const hushed = new AbortController()
  let slack: Slack | undefined
  let leadership: Leadership | undefined
  let watch: Watch | undefined
  let announcer: { stop(): void } | undefined
  let alarm: { stop(): void } | undefined
  let shouting: { stop(): void } | undefined
  let house: { stop(): void } | undefined
  let keeping: { stop(): void } | undefined
  let readers: { stop(): void } | undefined
  const leads = () => leadership?.leads() ?? false

  const connect = (): Promise<Slack> =>
    openSlack({
      config: config.slack,
      people: config.people,
      inventory: config,
      engine: engineForEdges(parts, engine),
      messages: openMessages(parts),
      leads,
      chart: (change, of) => (of === 'guard' ? guardChart(change) : effectChart(change)),
      summaries: () => summariseAll(clusters.values()),
      logger: slackLogger(logger),
      report,
    })

  const channelsOf = (scope: string): readonly string[] => {
    const concerned = config.clusters.filter(({ name }) => scope === '*' || scope === name)
    const own = concerned.flatMap(({ channel }) => channel ?? [])
    return [...new Set([config.channels.ops, ...own])]
  }

  const begin = async (): Promise<void> => {
    slack = await connectPatiently({
      open: connect,
      say: line => logger.warn(line),
      signal: hushed.signal,
    })
    if (slack === undefined || hushed.signal.aborted) return
    // Only after Slack is open: a bot that cannot post must not lead.
    leadership = openLeadership({
      url: config.databaseUrl,
      key: advisoryLocks.leadership,
      name: `howdah ${holder}`,
      signer: store.signer,
    })
    const channel = config.channels.reports ?? config.channels.ops
    watch = openRound({
      clusters: [...clusters.values()],
      openDetector,
      advise: adviseSettings(engine),
      drills: async cluster => seeDrills(engine, await cluster.view()),
      pausedPools: async cluster => seePaused(engine, await cluster.view()),
      record,
      store,
      chat: slack,
      channel,
      auditChannel: config.channels.audit,
      schedules: engine.schedules,
      ownerOf: cluster => cluster.config.owner ?? cluster.config.channel ?? config.channels.ops,
      leads,
      recover: because => enterRecovery(parts, because),
      openReviews: () => openReviews(parts),
      closedReviews: since => closedReviews(parts, since),
      standing: () => engine.approvals.list(),
      report,
    })
    announcer = openAnnouncer({ record, store, chat: slack, channelsOf, leads, report })
    shouting = openPrimaryAlarms({
      clusters: config.clusters.map(({ name, provider, channel, owner }) => ({
        name,
        provider,
        channel: channel ?? config.channels.ops,
        owner: owner ?? channel ?? config.channels.ops,
      })),
      situation: cluster => opened.primaries.situation(cluster),
      seen: cluster => lastSeen(store, opened.primaries, cluster),
      held: cluster => isHeldWhole(store, cluster),
      freeze: (cluster, several) => freezeSeveralPrimaries(parts, cluster, several),
      store,
      chat: slack,
      leads,
      report,
    })
    alarm = openAnchorAlarm({ record, store, chat: slack, channel, report })
    house = keepHouse(parts, leads)
    keeping = keepPrimaries(parts, opened.primaries, leads)
    readers = keepReaders({
      parts,
      config,
      routes: opened.routes,
      store,
      chat: slack,
      leads,
      report,
    })
    logger.info({ holder, clusters: [...clusters.keys()] }, 'ready')
  }
  const reached = begin()

  return {
    slack: () => slack,
    leads,
    reached,
    async hush() {
      hushed.abort()
      await reached
      watch?.stop()
      announcer?.stop()
      alarm?.stop()
      shouting?.stop()
      house?.stop()
      keeping?.stop()
      readers?.stop()
    },
    async stop() {
      await slack?.stop()
      await leadership?.stop()
    },
  }
}
