/** Finds people, channels and messages by the names that people use. */
import { newId } from '#local/slack/ids'
import type { Channel, Message, Person, SlackState } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

/** Finds by id or name; throws a sentence, because the callers are in this process. */
export const personCalled = (state: SlackState, idOrName: string): Person => {
  const name = idOrName.replace(/^@/, '').toLowerCase()
  const found = state.people.find(one => one.id === idOrName || one.name.toLowerCase() === name)
  if (found === undefined) throw new Error(`Nobody is called "${idOrName}" here.`)
  return found
}

export const channelCalled = (state: SlackState, idOrName: string): Channel => {
  const name = idOrName.replace(/^#/, '').toLowerCase()
  const found = state.channels.find(
    one => one.id === idOrName || (one.kind === 'channel' && one.name.toLowerCase() === name),
  )
  if (found === undefined) throw new Error(`There is no channel "${idOrName}" here.`)
  return found
}

export const isMember = (ws: Workspace, channel: Channel, user: string): boolean =>
  channel.members.includes(user) || (channel.kind === 'im' && user === ws.app.user)

export const messageAt = (state: SlackState, channel: string, ts: string): Message | undefined =>
  state.messages.findLast(one => one.ts === ts && one.channel === channel)

/** The direct message between a person and the app; opened if missing. */
export const imWith = (ws: Workspace, person: Person): Channel => {
  const open = ws.store.state.channels.find(
    one => one.kind === 'im' && one.members.includes(person.id),
  )
  if (open) return open
  const channel: Channel = {
    id: newId('D'),
    name: person.name,
    kind: 'im',
    topic: '',
    members: [person.id],
  }
  ws.store.apply({ kind: 'channel', channel })
  return channel
}
