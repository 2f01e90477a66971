/** The bot: builds the parts and hands them to each other. */
import { randomBytes } from 'node:crypto'
import { removeEntries } from '#audit/tombstones/remove-entries'
import { openCloneEnds } from '#engine/clones/clone-ends'
import { enterRecovery } from '#engine/freeze/recovery'
import { openSweeper } from '#engine/run/sweep'
import { keepInventorySchedules } from '#engine/schedule/from-inventory'
import { openScheduler } from '#engine/schedule/scheduler'
import { awaitMigrations } from '#main/await-migrations'
import { botConfig } from '#main/bot-config'
import { findPerson } from '#main/find-person'
import { openHealth } from '#main/health'
import { keepRecord } from '#main/keep/record'
import { openLogger, reporter } from '#main/logger'
import { openParts } from '#main/open-parts'
import { recordConfiguration } from '#main/record-configuration'
import { openSlackSide, type SlackSide } from '#main/slack'
import type { Config } from '#model/configuration'
import { openTraffic } from '#monitor/traffic'
import { postgresBackend } from '#schedule/postgres-backend'
import { openQueue } from '#schedule/queue'
import { openRowSigner } from '#signing/rows'
import { migrate } from '#store/migrate'

export interface Bot {
  /** Takes no new work, lets current work reach a safe point, then ends. */
  stop(): Promise<void>
  /** Rejects when Slack refuses the tokens. Without Slack a bot waits; without valid tokens the bot ends. */
  readonly reached: Promise<void>
}

/**
 * Seconds that a run may still have when the process is asked to end; another process goes on with the
 * run.
 */
const patience = 10

export const startBot = async (wanted: Config): Promise<Bot> => {
  const config = botConfig(wanted)
  const { databaseUrl, databaseOwnerUrl, mongoUrl } = config
  const logger = openLogger(config.logLevel)
  const report = reporter(logger)
  if (databaseOwnerUrl !== null) {
    await migrate(databaseOwnerUrl, decodeURIComponent(new URL(databaseUrl).username))
    await removeEntries(databaseOwnerUrl, openRowSigner(config.signingKeys))
  }

  // The parts and the Slack side need each other: nothing is posted before the Slack side exists.
  let voice: SlackSide | undefined
  const holder = config.processName ?? randomBytes(2).toString('hex')
  const opened = openParts(config, databaseUrl, {
    holder,
    traffic: clusters => openTraffic(clusters, report),
    wake: run => queue.wake(run),
    findPerson: id => findPerson(config.people, voice?.slack(), id),
    report,
  })
  const { parts, store, record, traffic } = opened
  /** Why the bot takes no work; null when it does. */
  let idle: string | null = null
  const unwell = async (): Promise<readonly string[]> => {
    if (idle !== null) return [idle]
    const answers = await store.query('select 1').then(
      () => true,
      () => false,
    )
    return [
      ...(voice?.slack()?.connected() ? [] : ['Slack is not connected.']),
      ...(answers ? [] : ['The control database does not answer.']),
      ...record.faults(),
    ]
  }
  const health = await openHealth(config.health, unwell, () =>
    Promise.resolve(`howdah_leader ${voice?.leads() ? 1 : 0}\n`),
  )
  const healthy = logger.child({ health: health.port })
  await awaitMigrations(store, missing => {
    if (missing !== null && missing !== idle) healthy.warn(missing)
    idle = missing
  })
  // Before any act: is the control database the same that the anchors know, and as new?
  await record.ownsFolder()
  const strayed = await record.strayed()
  if (strayed !== null) await enterRecovery(parts, strayed)
  await recordConfiguration(opened)
  await opened.fleet.refresh()
  const unfollow = await opened.fleet.follow(error => report(error, { during: 'clones' }))
  for (const problem of await keepInventorySchedules(parts)) healthy.warn(problem)
  // From the start the folder is bound to this record.
  await record.anchor()
  const sweeper = openSweeper(parts)
  const schedulePool = store.poolFor('agenda')
  const queue = await openQueue({
    backend:
      mongoUrl === null
        ? postgresBackend(schedulePool)
        : (await import('#schedule/mongo-backend')).mongoBackend(mongoUrl),
    name: holder,
    onWake: run => void sweeper.drive(run),
    onSlot: (id, slot) => void scheduler.wake(id, slot),
    report,
  })
  const scheduler = openScheduler(parts, opened.engine, {
    set: (id, at) => queue.lookAt(id, at),
  })
  const cloneEnds = openCloneEnds(parts)
  const keeping = keepRecord(record, store, report)
  voice = openSlackSide({
    config,
    opened,
    holder,
    logger: healthy,
  })
  const { reached } = voice

  return {
    reached,
    async stop() {
      idle = 'It was told to end: it takes no new work.'
      await voice.hush()
      await keeping.stop()
      traffic.stop()
      await unfollow()
      cloneEnds.stop()
      const ending = Promise.allSettled([
        queue.close(),
        sweeper.stop(patience),
        scheduler.stop(patience),
      ])
      await voice.stop()
      await ending
      await record.anchor().catch(() => {})
      await health.close()
      await opened.close()
    },
  }
}
