import type { Arguments } from '#local/slack/api/arguments'
import { ApiFailure } from '#local/slack/api/failure'
import { imWith, isMember } from '#local/slack/look-up'
import type { JsonObject } from '#local/slack/page-protocol'
import type { Channel, Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

export interface Method {
  /** Calls per minute; `posting` is counted per channel and second, `free` not at all. */
  readonly tier: 'tier2' | 'tier3' | 'tier4' | 'posting' | 'free'
  readonly token: 'bot' | 'app'
  /** The fields next to `ok: true`; throws ApiFailure for any other answer. */
  run(ws: Workspace, args: Arguments): JsonObject
}

export type Methods = Readonly<Record<string, Method>>

export const channelArgument = (ws: Workspace, id: string): Channel => {
  const { channels, people } = ws.store.state
  const named = channels.find(
    one => one.id === id || (one.kind === 'channel' && `#${one.name}` === id),
  )
  if (named) return named
  const person = people.find(one => one.id === id)
  if (person === undefined) throw new ApiFailure('channel_not_found')
  return imWith(ws, person)
}

/** A channel that the app was invited to. */
export const joinedChannel = (ws: Workspace, id: string): Channel => {
  const channel = channelArgument(ws, id)
  if (!isMember(ws, channel, ws.app.user)) throw new ApiFailure('not_in_channel')
  return channel
}

export const personArgument = (ws: Workspace, id: string): Person => {
  const person = ws.store.state.people.find(one => one.id === id)
  if (person === undefined) throw new ApiFailure('user_not_found')
  return person
}
