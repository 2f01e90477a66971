/** The bot: builds the parts and hands them to each other. */
import { randomBytes } from 'node:crypto'
import { openDesk } from '#engine/desk'
import { openChanges, openReviews } from '#engine/read-change'
import { enterRecovery } from '#engine/recover'
import { openSweeper } from '#engine/sweep'
import { openTraffic } from '#monitor/traffic'
import { effectChart } from '#report/effect-chart'
import { postgresBackend } from '#schedule/postgres-backend'
import { openSchedule } from '#schedule/schedule'
import { openSlack, type Slack } from '#slack/connect'
import { reach } from '#slack/reach'
import type { Config } from '#src/config'
import { BadConfig } from '#src/errors'
import { openAnnouncer } from '#src/main/announce'
import { awaitMigrations } from '#src/main/await-migrations'
import { findPerson } from '#src/main/find-person'
import { glanceAtAll } from '#src/main/glance'
import { openHealth } from '#src/main/health'
import { openLogger, reporter, slackLogger } from '#src/main/logger'
import { openParts } from '#src/main/open-parts'
import { recordConfiguration } from '#src/main/record-configuration'
import { openWatch, type Watch } from '#src/main/watch'
import { type Leadership, openLeadership } from '#store/leadership'
import { forgetSeen } from '#store/messages'
import { migrate } from '#store/migrate'

export interface Bot {
  /** Takes no new work, lets what is under way reach a safe point, then ends. */
  stop(): Promise<void>
  /** Rejects when Slack refuses the tokens: without Slack a bot waits, without a right to it it ends. */
  readonly reached: Promise<void>
}

const posting = 7_240_130
const recordEveryMs = 60_000

/** Seconds that a run may still have when the process is asked to end; another one goes on with it. */
const patience = 10

export const startBot = async (config: Config): Promise<Bot> => {
  const { databaseUrl } = config
  if (config.slack === null || databaseUrl === null)
    throw new BadConfig([
      ...(config.slack === null
        ? ['SLACK_BOT_TOKEN is missing. Without any SLACK_ variable this is local mode.']
        : []),
      // Never the embedded one: a record that ends with this machine is none.
      ...(databaseUrl === null
        ? ['DATABASE_URL names no control database, and a bot needs one that lasts.']
        : []),
    ])
  const logger = openLogger(config.logLevel)
  const report = reporter(logger)
  if (config.databaseOwnerUrl !== null)
    await migrate(config.databaseOwnerUrl, decodeURIComponent(new URL(databaseUrl).username))

  let slack: Slack | undefined
  const holder = config.processName ?? randomBytes(2).toString('hex')
  const opened = openParts(config, databaseUrl, {
    holder,
    tell: head => {
      if (config.channels.audit !== null)
        void slack
          ?.post(config.channels.audit, `The record stands at entry ${head}`)
          .catch((error: unknown) => report(error, { during: 'anchoring' }))
    },
    traffic: clusters => openTraffic(clusters, report),
    wake: run => schedule.wake(run),
    findPerson: id => findPerson(config.people, slack, id),
    report,
  })
  const { parts, store, record, clusters, traffic, office } = opened
  /** Why it takes no work. */
  let idle: string | null = null
  let leadership: Leadership | undefined
  const leads = () => leadership?.leads() ?? false
  const health = await openHealth(
    config.health,
    async () =>
      idle === null
        ? [
            ...(slack?.connected() ? [] : ['Slack is not connected.']),
            ...(await store.query('select 1').then(
              () => [],
              () => ['The control database does not answer.'],
            )),
          ]
        : [idle],
    () => Promise.resolve(`howdah_leader ${leads() ? 1 : 0}\n`),
  )
  await awaitMigrations(store, missing => {
    if (missing !== null && missing !== idle) logger.warn({ health: health.port }, missing)
    idle = missing
  })
  // Before anything may act: is the control database the one that the anchors know?
  const strayed = await record.strayed()
  if (strayed !== null) await enterRecovery(parts, strayed)
  await recordConfiguration(opened)
  let watching: Watch | undefined
  const sweeper = openSweeper(parts)
  const schedulePool = store.poolFor('agenda')
  const schedule = await openSchedule({
    backend:
      config.mongoUrl === null
        ? postgresBackend(schedulePool)
        : (await import('#schedule/mongo-backend')).mongoBackend(config.mongoUrl),
    name: holder,
    onWake: run => void sweeper.drive(run),
    onReminder: () => watching?.look(),
    report,
  })
  const keeping = setInterval(() => {
    void record
      .flush()
      .then(() => record.anchor())
      // Last: what was written out of the spool must be known while some of it waits.
      .then(() => forgetSeen(store))
      .catch((error: unknown) => report(error, { during: 'anchoring' }))
  }, recordEveryMs)
  const slackConfig = config.slack
  const connect = (): Promise<Slack> =>
    openSlack({
      config: slackConfig,
      people: config.people,
      inventory: config,
      desk: openDesk(parts, office),
      leads,
      chart: effectChart,
      glances: () => glanceAtAll(clusters.values()),
      logger: slackLogger(logger),
      report,
    })
  const stopping = new AbortController()
  let announcing: { stop(): void } | undefined
  const work = async (): Promise<void> => {
    const say = (sentence: string) => logger.warn({ health: health.port }, sentence)
    slack = await reach({ open: connect, say, signal: stopping.signal })
    if (slack === undefined || stopping.signal.aborted) return
    // Whoever cannot speak must not be the one who does.
    leadership = openLeadership(databaseUrl, posting, `howdah ${holder}`)
    watching = openWatch({
      clusters: [...clusters.values()],
      record,
      store,
      slack,
      channel: config.channels.reports ?? config.channels.ops,
      reports: config.reports,
      remind: when => schedule.remind(when),
      ownerOf: cluster => cluster.config.owner ?? cluster.config.channel ?? config.channels.ops,
      leads,
      recover: because => enterRecovery(parts, because),
      openReviews: () => openReviews(parts),
      openChanges: () => openChanges(parts),
      report,
    })
    announcing = openAnnouncer({
      record,
      store,
      slack,
      channelsOf: scope => {
        const concerned = config.clusters.filter(({ name }) => scope === '*' || scope === name)
        return [
          ...new Set([config.channels.ops, ...concerned.flatMap(({ channel }) => channel ?? [])]),
        ]
      },
      leads,
      report,
    })
    logger.info({ holder, health: health.port, clusters: [...clusters.keys()] }, 'ready')
  }
  const reached = work()

  return {
    reached,
    async stop() {
      stopping.abort()
      idle = 'It was told to end: it takes no new work.'
      await reached
      clearInterval(keeping)
      watching?.stop()
      announcing?.stop()
      traffic.stop()
      const ending = Promise.allSettled([schedule.close(), sweeper.stop(patience)])
      await slack?.stop()
      await ending
      await record.anchor().catch(() => {})
      await leadership?.stop()
      await health.close()
      await opened.close()
    },
  }
}
