/** The bot: builds the parts and hands them to each other. */
import { randomBytes } from 'node:crypto'
import { openDesk } from '#engine/desk'
import { enterRecovery } from '#engine/recover'
import { openSweeper } from '#engine/sweep'
import { openTraffic } from '#monitor/traffic'
import { effectChart } from '#report/effect-chart'
import { mongoBackend } from '#schedule/mongo-backend'
import { postgresBackend } from '#schedule/postgres-backend'
import { openSchedule } from '#schedule/schedule'
import { openSlack, type Slack } from '#slack/connect'
import type { Config } from '#src/config'
import { BadConfig } from '#src/errors'
import { findPerson } from '#src/main/find-person'
import { openHealth } from '#src/main/health'
import { openLogger, reporter, slackLogger } from '#src/main/logger'
import { openParts } from '#src/main/open-parts'
import { openWatch } from '#src/main/watch'
import { openLeadership } from '#store/leadership'
import { migrate } from '#store/migrate'

export interface Bot {
  /** Takes no new work, lets what is under way reach a safe point, then ends. */
  stop(): Promise<void>
}

const posting = 7_240_130
const recordEveryMs = 60_000

/** Seconds that a run may still have when the process is asked to end; another one goes on with it. */
const patience = 10

export const startBot = async (config: Config): Promise<Bot> => {
  const { databaseUrl } = config
  if (config.slack === null || databaseUrl === null)
    throw new BadConfig(['SLACK_BOT_TOKEN and DATABASE_URL are needed to start the bot.'])
  const logger = openLogger(config.logLevel)
  const report = reporter(logger)
  if (config.databaseOwnerUrl !== null)
    await migrate(config.databaseOwnerUrl, new URL(databaseUrl).username)

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
  // Before anything may act: is the control database the one that the anchors know?
  const behind = await record.behind()
  if (behind !== null) await enterRecovery(parts, behind)
  const sweeper = openSweeper(parts)
  const schedulePool = store.poolFor('agenda')
  const schedule = await openSchedule({
    backend:
      config.mongoUrl === null ? postgresBackend(schedulePool) : mongoBackend(config.mongoUrl),
    name: holder,
    onWake: run => void sweeper.drive(run),
    report,
    release: () => Promise.resolve(),
  })
  const leadership = openLeadership(databaseUrl, posting, `howdah ${holder}`)
  const desk = openDesk(parts, office)
  slack = await openSlack({
    config: config.slack,
    people: config.people,
    opsChannel: config.channels.ops,
    clusters: [...clusters.keys()],
    desk,
    leads: () => leadership.leads(),
    chart: change => Promise.resolve(effectChart(change)),
    logger: slackLogger(logger),
    report,
  })
  const keeping = setInterval(() => {
    void record
      .flush()
      .then(() => record.anchor())
      .catch((error: unknown) => report(error, { during: 'anchoring' }))
  }, recordEveryMs)
  const watching = openWatch({
    clusters: [...clusters.values()],
    record,
    store,
    slack,
    channel: config.channels.reports ?? config.channels.ops,
    leads: () => leadership.leads(),
    recover: because => enterRecovery(parts, because),
    report,
  })
  const health = await openHealth(
    config.healthPort,
    async () => [
      ...(slack?.connected() ? [] : ['Slack is not connected.']),
      ...(await store.query('select 1').then(
        () => [],
        () => ['The control database does not answer.'],
      )),
    ],
    () => Promise.resolve(`howdah_leader ${leadership.leads() ? 1 : 0}\n`),
  )
  logger.info({ holder, health: health.port, clusters: [...clusters.keys()] }, 'ready')

  return {
    async stop() {
      clearInterval(keeping)
      watching.stop()
      traffic.stop()
      await slack?.stop()
      await Promise.allSettled([schedule.close(), sweeper.stop(patience)])
      await record.anchor().catch(() => {})
      await leadership.stop()
      await health.close()
      await opened.close()
    },
  }
}
