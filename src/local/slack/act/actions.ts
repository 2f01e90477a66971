/** All actions that a person, a test or the host can take on a local Slack. */
import { type Clicked, click } from '#local/slack/act/click'
import type { Got, Submitted, Suggested } from '#local/slack/act/got'
import { invite } from '#local/slack/act/invite'
import { actInView, closeView, type Filled, submitView } from '#local/slack/act/modal'
import { openHome } from '#local/slack/act/open-home'
import { say } from '#local/slack/act/say'
import { sendEvent } from '#local/slack/act/send-event'
import { suggest, type Typing } from '#local/slack/act/suggest'
import type { Sockets } from '#local/slack/deliver/sockets'
import { switchFault } from '#local/slack/faults'
import { channelCalled, imWith, messageAt, personCalled } from '#local/slack/look-up'
import { remove } from '#local/slack/messages'
import type { Lever, UserGroup } from '#local/slack/options'
import type { JsonObject } from '#local/slack/page-protocol'
import type { Channel, Person } from '#local/slack/store'
import type { Entered } from '#local/slack/view-values'
import type { Workspace } from '#local/slack/workspace'

export interface Actions {
  /** `as` and `channel` are ids or names. A text that begins with a slash is a command. */
  say(as: string, channel: string, text: string, threadTs?: string | null): Promise<Got>
  click(
    as: string,
    channel: string,
    ts: string,
    actionId: string,
    more?: Pick<Clicked, 'blockId' | 'value'>,
  ): Promise<Got>
  actInView(act: {
    readonly as: string
    readonly viewId: string
    readonly actionId: string
    readonly blockId?: string
    readonly selected?: Entered
    readonly values?: Filled
  }): Promise<Got>
  /** The options of an external select for the typed text. */
  suggest(typing: Typing): Promise<Suggested>
  submitView(as: string, viewId: string, values: Filled): Promise<Submitted>
  closeView(as: string, viewId: string): Promise<void>
  /** The direct message between this person and the app. */
  openIm(as: string): Channel
  /** Opens the app's Home tab; true when the app acknowledged the event. The published view comes later. */
  openHome(as: string): Promise<boolean>
  /** Adds the app to a channel; true when the app acknowledged the event. */
  invite(as: string, channel: string): Promise<boolean>
  /** An administrator of the workspace deletes a message, whoever wrote it. */
  deleteMessage(channel: string, ts: string): void
  /** Sends an Events API event, `{ type: 'app_mention', … }`; true when the app acknowledged the event. */
  sendEvent(event: JsonObject): Promise<boolean>
  setFault(id: string, on: boolean): void
  /**
   * Socket Mode: `refresh` recycles connections as Slack does, `cut` breaks connections as a network
   * does.
   */
  disconnect(how?: 'refresh' | 'cut'): void
  setHint(text: string | null): void
  setGroup(group: UserGroup): void
  /** Changes or adds a person. */
  setPerson(person: Omit<Person, 'isBot'>): void
  /** HTTP mode: the app's address. */
  setRequestUrl(url: string): void
  /** Returns what the lever did, in a sentence. */
  pull(lever: string): Promise<string>
}

export const createActions = (
  ws: Workspace,
  sockets: Sockets,
  levers: readonly Lever[],
  setRequestUrl: (url: string) => void,
): Actions => ({
  say: (as, channel, text, threadTs = null) => say(ws, { as, channel, text, threadTs }),
  click: (as, channel, ts, actionId, more = {}) =>
    click(ws, { as, channel, ts, actionId, ...more }),
  actInView: act => actInView(ws, act),
  suggest: typing => suggest(ws, typing),
  submitView: (as, viewId, values) => submitView(ws, { as, viewId, values }),
  closeView: (as, viewId) => closeView(ws, { as, viewId }),
  openIm: as => imWith(ws, personCalled(ws.store.state, as)),
  openHome: as => openHome(ws, as),
  invite: (as, channel) => invite(ws, as, channel),
  deleteMessage(channel, ts) {
    const { id } = channelCalled(ws.store.state, channel)
    const message = messageAt(ws.store.state, id, ts)
    if (message === undefined) throw new Error(`There is no message ${ts} in ${channel}.`)
    remove(ws, message)
  },
  sendEvent: event => sendEvent(ws, event),
  setFault(id, on) {
    switchFault(ws.store, id, on)
    ws.inspector.note('fault', `${id}: ${on ? 'on' : 'off'}`)
  },
  disconnect: (how = 'refresh') => sockets.disconnect(how),
  setHint: hint => ws.store.apply({ kind: 'hint', hint }),
  setGroup: group => ws.store.apply({ kind: 'group', group }),
  setPerson: person =>
    ws.store.apply({ kind: 'person', person: { ...person, isBot: person.standing === 'bot' } }),
  setRequestUrl,
  async pull(id) {
    const lever = levers.find(one => one.id === id)
    if (lever === undefined) throw new Error(`There is no lever "${id}".`)
    const finish = ws.inspector.begin('fault', lever.label)
    try {
      const did = await lever.run()
      finish(true, did)
      return did
    } catch (error) {
      finish(false, String(error))
      throw error
    }
  },
})
