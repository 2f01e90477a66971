/**
 * A person writes a message, which the app receives after a mention, or a slash command with a limit of 3
 * seconds.
 */
import { escapeTyped } from '#local/slack/act/escape'
import type { Got } from '#local/slack/act/got'
import { hearsMention, sendDirect, sendMention } from '#local/slack/act/mention'
import { showAck } from '#local/slack/act/show-ack'
import { channelCalled, isMember, personCalled } from '#local/slack/look-up'
import { notify, post } from '#local/slack/messages'
import { teamOf } from '#local/slack/person-payload'
import type { Channel, Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

export interface Said {
  /** Id or name. */
  readonly as: string
  readonly channel: string
  readonly text: string
  readonly threadTs?: string | null
}

export const say = async (ws: Workspace, said: Said): Promise<Got> => {
  const { state } = ws.store
  const person = personCalled(state, said.as)
  const channel = channelCalled(state, said.channel)
  if (!isMember(ws, channel, person.id))
    throw new Error(`${person.realName} is not in #${channel.name}.`)
  if (said.text.trim() === '') throw new Error('There is nothing to send.')
  const threadTs = said.threadTs ?? null
  if (said.text.startsWith('/')) return runCommand(ws, person, channel, said.text, threadTs)
  const message = post(ws, {
    channel: channel.id,
    user: person.id,
    text: escapeTyped(state, said.text, 'bare'),
    threadTs,
  })
  if (channel.kind === 'im') sendDirect(ws, person, message)
  else if (hearsMention(ws, channel, message)) sendMention(ws, person, message)
  return { kind: 'said', message }
}

const runCommand = async (
  ws: Workspace,
  person: Person,
  channel: Channel,
  typed: string,
  threadTs: string | null,
): Promise<Got> => {
  const [command = ''] = typed.split(/\s/, 1)
  const tell = (text: string): Got => {
    notify(ws, person.id, channel.id, text)
    return { kind: 'notice', text }
  }
  if (command !== ws.app.command) return tell(`${command} is not a valid command.`)
  if (threadTs !== null) return tell(`${command} is not supported in threads. Sorry!`)
  const context = { channel: channel.id, user: person.id, ts: null, threadTs: null }
  const answer = await ws.delivery.deliver({
    type: 'slash_commands',
    title: `${person.name}: ${typed.slice(0, 200)}`,
    payload: {
      token: 'local',
      team_id: teamOf(ws, person),
      team_domain: ws.team.name.toLowerCase(),
      channel_id: channel.id,
      channel_name: channel.kind === 'im' ? 'directmessage' : channel.name,
      user_id: person.id,
      user_name: person.name,
      command,
      text: escapeTyped(ws.store.state, typed.slice(command.length).trim(), 'with names'),
      api_app_id: ws.app.id,
      // A string here, a boolean in interactions.
      is_enterprise_install: 'false',
      response_url: ws.origin() + ws.responseUrls.issue(context),
      trigger_id: ws.triggers.issue(person.id),
    },
  })
  if (answer.kind === 'acked') {
    const message = showAck(ws, context, answer.payload)
    return { kind: 'acked', ms: answer.ms, message, payload: answer.payload }
  }
  return tell(
    answer.code === 'app_not_connected'
      ? `${command} failed because the app did not respond`
      : `${command} failed with the error “${answer.code}”`,
  )
}
