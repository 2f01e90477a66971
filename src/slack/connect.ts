/** Howdah in Slack: the only place that builds the Bolt app. */
import { App } from '@slack/bolt'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Change } from '#engine/change'
import type { Answer } from '#engine/command'
import type { Desk } from '#engine/desk'
import type { Person } from '#engine/person'
import type { Refusal } from '#engine/refusal'
import { section } from '#slack/blocks'
import { openBulk, type Upload } from '#slack/bulk'
import { escape } from '#slack/escape'
import { guardedFetch } from '#slack/guarded-fetch'
import { listen } from '#slack/listen'
import { openPeople } from '#slack/people'
import { openPoster } from '#slack/poster'
import { openReceivers, type SlackLogger } from '#slack/receivers'
import { openSpeaker } from '#slack/speak'
import type { PeopleConfig, SlackConfig } from '#src/config'
import { Failure } from '#src/errors'

export interface SlackOptions {
  readonly config: SlackConfig
  readonly people: PeopleConfig
  readonly opsChannel: string
  readonly clusters: readonly string[]
  readonly desk: Desk
  /** Whether this process is the one that posts. */
  readonly leads: () => boolean
  readonly chart: (change: Change) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly logger: SlackLogger
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export interface Slack {
  /** `T…`: bare ids of the inventory belong to it. */
  readonly team: string
  connected(): boolean
  /** A report or alert with its picture; returns the ts. */
  report(
    channel: string,
    answer: Answer,
    picture: Omit<Upload, 'comment'> | undefined,
  ): Promise<string>
  /** One line, e.g. a head of the record. */
  post(channel: string, text: string): Promise<string>
  /** Who somebody is now, asked of Slack. */
  find(user: string): Promise<Person | Refusal>
  stop(): Promise<void>
}

const startMs = 20_000

export const openSlack = async (options: SlackOptions): Promise<Slack> => {
  const { config, desk, logger, report } = options
  const clientOptions: WebClientOptions = {
    ...(config.apiUrl === null ? {} : { slackApiUrl: config.apiUrl }),
    fetch: guardedFetch(config.apiUrl),
    timeout: 10_000,
    retryConfig: { retries: 6, factor: 1.5, minTimeout: 500, maxTimeout: 10_000 },
  }
  const receivers = openReceivers(config, clientOptions, logger)
  const app = new App({
    token: config.botToken,
    receiver: receivers.first,
    clientOptions: { ...clientOptions },
    convoStore: false,
    deferInitialization: true,
  })
  await app.init()
  const identity = await app.client.auth.test()
  const team = identity.team_id ?? ''
  const bulkClient = new WebClient(config.botToken, {
    ...clientOptions,
    rejectRateLimitedCalls: true,
  })
  const bulk = openBulk(bulkClient)
  const people = openPeople(app.client, team, options.people)
  const speaker = openSpeaker(desk, app.client, bulk)
  const ownApp = appOf(config)

  app.use(async ({ body, next }) => {
    // Another team, or another app with a token of ours: nothing of it is looked at.
    const about = body as { team_id?: string; team?: { id?: string } | null; api_app_id?: string }
    const from = about.team_id ?? about.team?.id
    if (from !== team || (ownApp !== null && about.api_app_id !== ownApp)) {
      report(new Error('a request of another team or app'), { from })
      return
    }
    await next()
  })
  listen(app, {
    desk,
    people,
    speaker,
    command: config.command,
    clusters: options.clusters,
    team,
    report,
  })
  app.event('subteam_members_changed', () => Promise.resolve(people.forget()))
  app.event('user_change', () => Promise.resolve(people.forget()))

  const poster = openPoster({
    desk,
    bulk,
    people,
    roles: options.people,
    opsChannel: options.opsChannel,
    leads: options.leads,
    chart: options.chart,
    report,
  })
  const deaf = await desk.onChanged(() => poster.look())
  // Without Slack this process still moves runs on; it says that it is not ready, and keeps trying.
  await inTime(receivers.start(app)).catch((error: unknown) => report(error, { during: 'start' }))

  return {
    team,
    connected: () => receivers.connected(),
    report: (channel, answer, picture) => speaker.report(channel, answer, picture),
    post: (channel, text) =>
      bulk.post(channel, { text: escape(text), blocks: [section(escape(text))] }),
    find: user => people.findNow(user),
    async stop() {
      await deaf()
      await poster.stop()
      await app.stop()
    },
  }
}

/** `xapp-1-A0123-…`: an app token names its app. */
const appOf = ({ mode }: SlackConfig): string | null =>
  mode.kind === 'socket'
    ? (/^xapp-\d+-(A[A-Z0-9_]+)-/.exec(mode.appToken)?.[1] ?? null)
    : mode.appId

const inTime = async (starting: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Failure(
            'slack.unreachable',
            'Slack did not answer within 20 s.',
            'Check SLACK_APP_TOKEN (xapp-…, connections:write) and the way out to slack.com.',
            { unknown: true },
          ),
        ),
      startMs,
    )
  })
  try {
    await Promise.race([starting, late])
  } finally {
    clearTimeout(timer)
  }
}
