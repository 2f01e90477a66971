/** The workspace at the start: the host's people and channels, and the kept chat. */
import { faultsOff } from '#local/slack/faults'
import type { Chat } from '#local/slack/keep/chat'
import type { ChannelOptions, LocalSlackOptions } from '#local/slack/options'
import type { Channel, Person, SlackState } from '#local/slack/store'

export interface AppIdentity {
  readonly user: string
  readonly team: { readonly id: string; readonly name: string }
}

export const firstState = (
  options: LocalSlackOptions,
  { user, team }: AppIdentity,
  chat: Chat,
): SlackState => {
  const people = options.people.map((one): Person => ({ ...one, isBot: one.standing === 'bot' }))
  const { name } = options.app
  const app: Person = { id: user, name, realName: name, title: 'app', standing: 'bot', isBot: true }
  const channel = ([name, given]: readonly [string, ChannelOptions]): Channel => ({
    id: given.id,
    name,
    kind: 'channel',
    topic: given.topic ?? '',
    members: given.withApp === false ? given.members : [...given.members, user],
  })
  const channels = [...Object.entries(options.channels).map(channel), ...chat.directs]
  const known = new Set(channels.map(({ id }) => id))
  return {
    team,
    appUser: user,
    people: [...people, app],
    channels,
    messages: chat.messages.filter(message => known.has(message.channel)),
    views: [],
    homes: [],
    completions: options.app.completions ?? [],
    faults: faultsOff,
    levers: (options.levers ?? []).map(({ id, label, hint }) => ({ id, label, hint })),
    inspector: [],
    hint: null,
    connected: false,
    groups: options.groups ?? [],
    notices: [],
  }
}
