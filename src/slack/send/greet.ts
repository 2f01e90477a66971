/** The first words in a channel that Howdah was added to: what Howdah is, how to begin, what appears there. */
import type { App } from '@slack/bolt'
import type { Config } from '#model/configuration'
import type { EngineForEdges } from '#model/edges'
import { type DrawnMessage, section } from '#slack/draw/blocks/blocks'
import { code, plain } from '#slack/draw/blocks/escape'
import type { BackgroundClient } from '#slack/send/background-client'
import { writeCommand } from '#text/write-command'

/** The part of the inventory that tells the purpose of each channel. */
export type Channels = Pick<Config, 'channels' | 'clusters'>

export interface Greeting {
  readonly background: BackgroundClient
  readonly engine: EngineForEdges
  /** `U…` of the bot itself: the event tells of everybody who joins. */
  readonly self: string
  /** The slash command, `/pg`. */
  readonly command: string
  readonly inventory: Channels
}

export const greetWhenAdded = (
  app: App,
  { background, engine, self, command, inventory }: Greeting,
): void => {
  app.event('member_joined_channel', async ({ event: { user, channel, event_ts } }) => {
    if (user !== self || !(await engine.once(`joined ${channel} ${event_ts}`))) return
    const about = { about: 'greeting' }
    await background.post(channel, drawGreeting(channel, command, inventory), { about })
  })
}

const what =
  'Howdah changes PostgreSQL from Slack: it shows the exact plan, a colleague approves it, and the plan says how to undo it.'

export const drawGreeting = (
  channel: string,
  command: string,
  inventory: Channels,
): DrawnMessage => {
  const slow = writeCommand('query slow', { cluster: toBegin(channel, inventory.clusters) })
  const words = ['status', slow, 'help'].map(one => code(`${command} ${one}`))
  return {
    text: what,
    blocks: [
      section(`*${what}*`),
      section(`Try: ${words.join(', ')}.`),
      section(useOf(channel, inventory)),
    ],
  }
}

/** The cluster that has to be named: none where the channel or the inventory leaves only one. */
const toBegin = (channel: string, clusters: Channels['clusters']): string | null => {
  const own = clusters.filter(cluster => cluster.channel === channel)
  const [first, ...others] = own.length > 0 ? own : clusters
  return first && others.length > 0 ? first.name : null
}

const useOf = (channel: string, { channels, clusters }: Channels): string => {
  const own = clusters.filter(cluster => cluster.channel === channel).map(({ name }) => name)
  const uses = [
    ...(own.length > 0
      ? [
          `The inventory names this channel for ${own.map(name => `*${plain(name)}*`).join(', ')}: plans appear here.`,
        ]
      : []),
    ...(channels.ops === channel
      ? [
          'The inventory names this channel as `ops`: plans of clusters without a channel of their own appear here.',
        ]
      : []),
    ...(channels.reports === channel
      ? ['The inventory names this channel as `reports`: findings appear here.']
      : []),
    ...(channels.audit === channel
      ? ['The inventory names this channel as `audit`: heads of the record are kept here.']
      : []),
  ]
  if (uses.length > 0) return uses.join('\n')
  const [only, ...others] = clusters
  const name = only && others.length === 0 ? only.name : '<name>'
  return [
    'The inventory does not name this channel, so Howdah posts nothing here on its own.',
    `To have the plans of a cluster here, write ${code(`channel: ${channel}`)} below ${code(`clusters: ${name}:`)} in the inventory; to have reports here, ${code(`reports: ${channel}`)} below ${code('channels:')}. Then start Howdah again.`,
  ].join('\n')
}
