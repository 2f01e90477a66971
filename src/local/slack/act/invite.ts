/** A person adds the app to a channel: from then on the app may post there. */
import { sendEvent } from '#local/slack/act/send-event'
import { newTs } from '#local/slack/ids'
import { channelCalled, isMember, personCalled } from '#local/slack/look-up'
import type { Workspace } from '#local/slack/workspace'

export const invite = async (ws: Workspace, as: string, to: string): Promise<boolean> => {
  const { state } = ws.store
  const person = personCalled(state, as)
  const channel = channelCalled(state, to)
  if (!isMember(ws, channel, person.id))
    throw new Error(`${person.realName} is not in #${channel.name}.`)
  const { user } = ws.app
  if (isMember(ws, channel, user)) throw new Error(`The app is in #${channel.name} already.`)
  const members = [...channel.members, user]
  ws.store.apply({ kind: 'channel', channel: { ...channel, members } })
  return sendEvent(ws, {
    type: 'member_joined_channel',
    user,
    channel: channel.id,
    channel_type: 'C',
    team: ws.team.id,
    inviter: person.id,
    event_ts: newTs(),
  })
}
