/** Howdah in Slack: the only place that builds the Bolt app. */
import bolt from '@slack/bolt/dist/App.js'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Change, ChartOf } from '#model/change'
import type { ClusterSummary } from '#model/cluster'
import type { PeopleConfig, SlackConfig } from '#model/configuration'
import type { EngineForEdges, MessageBook } from '#model/edges'
import type { Person } from '#model/person'
import type { ChannelPage, Unread } from '#model/record/channel'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { refusalOf } from '#slack/connect-patiently'
import { section } from '#slack/draw/blocks/blocks'
import { openWording } from '#slack/draw/blocks/command-wording'
import { codeBlocks, escape } from '#slack/draw/blocks/escape'
import { guardedFetch } from '#slack/guarded-fetch'
import { countUnread } from '#slack/receive/count-unread'
import { openEntrance } from '#slack/receive/entrance'
import { openHome } from '#slack/receive/home'
import { tellUnread } from '#slack/receive/limit'
import { listen } from '#slack/receive/listen'
import { openReceivers, type SlackLogger } from '#slack/receive/receivers'
import { suggestNames } from '#slack/receive/suggest'
import { turnForms } from '#slack/receive/turn-form'
import { openTurnedAway } from '#slack/receive/turned-away'
import { openBackgroundClient, type Upload } from '#slack/send/background-client'
import { type Channels, greetWhenAdded } from '#slack/send/greet'
import { openPeople } from '#slack/send/people'
import { openPlanMessages } from '#slack/send/plan-messages'
import { openReader } from '#slack/send/read-channel'
import { type InThread, openReplies } from '#slack/send/reply'
import { openViews } from '#slack/send/views'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

export interface SlackOptions {
  readonly config: SlackConfig
  readonly people: PeopleConfig
  /** The clusters, and the purpose of each channel. */
  readonly inventory: Channels
  readonly engine: EngineForEdges
  readonly messages: MessageBook
  /** True when this process is the poster. */
  readonly leads: () => boolean
  /** The present state of each cluster. */
  readonly summaries: () => Promise<readonly ClusterSummary[]>
  readonly chart: (change: Change, of: ChartOf) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly logger: SlackLogger
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

export interface Slack {
  connected(): boolean
  /** Posts a report or alert with a picture; returns the ts. */
  report(
    channel: string,
    answer: Answer,
    picture: Omit<Upload, 'comment'> | undefined,
  ): Promise<string>
  /** Adds to a thread. */
  reply(channel: string, answer: Answer, more: InThread): Promise<string>
  /** Writes a report anew; false when it is gone. */
  rewrite(channel: string, ts: string, answer: Answer): Promise<boolean>
  /** Posts a line, and a second one for people to copy, e.g. a head of the record. */
  post(channel: string, text: string, copied?: string): Promise<string>
  /** The newest messages of a channel, or the newest before a message. */
  history(channel: string, before: string | null): Promise<ChannelPage | Unread>
  /** Asks Slack for a person's present identity. */
  find(user: string): Promise<Person | Refusal>
  stop(): Promise<void>
}

const startMs = 20_000

export const openSlack = async (options: SlackOptions): Promise<Slack> => {
  const { config, engine, messages, logger, report } = options
  const clientOptions: WebClientOptions = {
    ...(config.apiUrl === null ? {} : { slackApiUrl: config.apiUrl }),
    fetch: guardedFetch(config.apiUrl),
    timeout: 10_000,
    retryConfig: { retries: 6, factor: 1.5, minTimeout: 500, maxTimeout: 10_000 },
  }
  // A single try comes first, so that a caller waiting for Slack hears at once that Slack is away.
  await new WebClient(config.botToken, {
    ...clientOptions,
    retryConfig: { retries: 0 },
  }).auth.test()
  const turnedAway = openTurnedAway(logger)
  const receivers = openReceivers(config, clientOptions, { logger, turnedAway })
  const app = new bolt.default({
    token: config.botToken,
    receiver: receivers.first,
    clientOptions: { ...clientOptions },
    convoStore: false,
    deferInitialization: true,
  })
  await app.init()
  const identity = await app.client.auth.test()
  const team = identity.team_id ?? ''
  const impatientClient = new WebClient(config.botToken, {
    ...clientOptions,
    rejectRateLimitedCalls: true,
  })
  const wording = openWording(config.command, engine.commands)
  const background = openBackgroundClient(impatientClient, wording)
  const people = openPeople(app.client, team, options.people)
  const replies = openReplies(engine, messages, app.client, background, wording)
  const listening = {
    engine,
    people,
    replies,
    command: config.command,
    views: openViews(app.client, wording),
    clusters: options.inventory.clusters.map(({ name }) => name),
    report,
  }
  tellUnread(app, listening)
  listen(app, listening)
  turnForms(app, listening)
  suggestNames(app, listening)
  const home = openHome(app, background, { ...listening, messages, summaries: options.summaries })
  greetWhenAdded(app, {
    background,
    engine,
    self: identity.user_id ?? '',
    command: config.command,
    inventory: options.inventory,
  })
  app.event('subteam_members_changed', () => Promise.resolve(people.forget()))
  app.event('subteam_updated', () => Promise.resolve(people.forget()))
  app.event('user_change', () => Promise.resolve(people.forget()))

  const planMessages = openPlanMessages({
    messages,
    background,
    people,
    roles: options.people,
    opsChannel: options.inventory.channels.ops,
    leads: options.leads,
    chart: options.chart,
    report,
  })
  const deaf = await messages.onChanged(plan => {
    planMessages.look(plan)
    home.look()
  })
  const take = openEntrance(event => app.processEvent(event), {
    team,
    app: appOf(config),
    views: listening.views,
    count: countUnread(listening),
    stranger: () => turnedAway('came from another team or app'),
  })
  // Without Slack this process still moves runs on, says that it is not ready, and keeps trying.
  await inTime(receivers.start(app, take), startMs, silent).catch((error: unknown) => {
    if (refusalOf(error) !== undefined) throw error
    report(error, { during: 'start' })
  })

  return {
    connected: () => receivers.connected(),
    report: (channel, answer, picture) => replies.report(channel, answer, picture),
    reply: (channel, answer, more) => replies.reply(channel, answer, more),
    rewrite: (channel, ts, answer) => replies.rewrite(channel, ts, answer),
    post: (channel, text, copied) => {
      const markdown = [escape(text), ...(copied === undefined ? [] : codeBlocks(copied))].join(
        '\n',
      )
      return background.post(
        channel,
        { text: markdown, blocks: [section(markdown)] },
        { about: { about: 'record' } },
      )
    },
    history: openReader(impatientClient, identity.bot_id ?? ''),
    find: user => people.findNow(user),
    async stop() {
      await deaf()
      await planMessages.stop()
      await home.stop()
      await app.stop()
    },
  }
}

/** An app token names its app: `xapp-1-A0123-…`. */
const appOf = ({ mode }: SlackConfig): string | null =>
  mode.kind === 'socket'
    ? (/^xapp-\d+-(A[A-Z0-9_]+)-/.exec(mode.appToken)?.[1] ?? null)
    : mode.appId

const silent = (): never => {
  throw new Failure(
    'slack.unreachable',
    `Slack did not answer within ${startMs / 1_000} s.`,
    'Check SLACK_APP_TOKEN (xapp-…, connections:write) and the way out to slack.com.',
    { unknown: true },
  )
}
