// @ts-check
/**
 * The page's state, and the listeners for changes. Views never change the state themselves.
 * @import { PageChannel, PageEvent, PageMessage, PagePerson, PageState, PageView } from '../page-protocol.ts'
 */

/**
 * @typedef {'state' | 'person' | 'place' | 'thread' | 'message' | 'channels' | 'views' | 'home' | 'inspector' | 'faults'
 *   | 'hint' | 'connected' | 'online' | 'read'} Topic
 */

/** Slackbot is the author of notices; the server does not know this person. */
const slackbot = /** @type {PagePerson} */ ({
  id: 'USLACKBOT',
  name: 'slackbot',
  realName: 'Slackbot',
  title: '',
  isBot: true,
})

/** @param {PageMessage} a @param {PageMessage} b */
export const byTime = (a, b) =>
  a.ts.length === b.ts.length
    ? a.ts < b.ts
      ? -1
      : a.ts > b.ts
        ? 1
        : 0
    : Number(a.ts) - Number(b.ts)

/** @param {PageMessage} message */
export const isReply = message => message.threadTs !== null && message.threadTs !== message.ts

export class Store {
  /** @type {PageState} */
  state = {
    team: { id: '', name: '' },
    appUser: '',
    people: [],
    channels: [],
    messages: [],
    views: [],
    homes: [],
    completions: [],
    faults: [],
    levers: [],
    inspector: [],
    hint: null,
    connected: false,
  }
  /** Whether the first snapshot has arrived. */
  loaded = false
  /** Whether the stream from the local Slack is open. */
  online = false
  me = sessionStorage.getItem('act-as') ?? ''
  channel = sessionStorage.getItem('channel') ?? ''
  /** @type {string | null} The parent of the open thread. */
  thread = null
  /** @type {Map<Topic, Set<(detail?: PageMessage) => void>>} */
  #heard = new Map()

  /** @param {Topic | Topic[]} topics @param {(detail?: PageMessage) => void} listener */
  on(topics, listener) {
    for (const topic of [topics].flat()) {
      const listeners = this.#heard.get(topic) ?? new Set()
      this.#heard.set(topic, listeners.add(listener))
    }
  }

  /** @param {Topic} topic @param {PageMessage} [detail] */
  tell(topic, detail) {
    for (const listener of this.#heard.get(topic) ?? []) listener(detail)
  }

  /** @param {string} id @returns {PagePerson} */
  person(id) {
    if (id === slackbot.id) return slackbot
    const found = this.state.people.find(person => person.id === id)
    return found ?? { id, name: id, realName: id, title: '', isBot: false }
  }

  humans() {
    return this.state.people.filter(person => !person.isBot)
  }

  /** The channels that the acting person sees, without the direct messages of other people. */
  channels() {
    return this.state.channels.filter(c => c.kind === 'channel' || c.members.includes(this.me))
  }

  /** @returns {PageChannel | undefined} */
  openChannel() {
    return this.channels().find(channel => channel.id === this.channel)
  }

  /** @param {PageMessage} message */
  #visible(message) {
    return message.onlyFor === null || message.onlyFor === this.me
  }

  /** Messages in the channel itself, oldest first. @param {string} channel */
  channelMessages(channel) {
    return this.state.messages
      .filter(m => m.channel === channel && this.#visible(m) && (!isReply(m) || m.broadcast))
      .sort(byTime)
  }

  /** @param {string} channel @param {string} ts */
  replies(channel, ts) {
    return this.state.messages
      .filter(m => m.channel === channel && isReply(m) && m.threadTs === ts && this.#visible(m))
      .sort(byTime)
  }

  /** @param {string} channel @param {string} ts */
  message(channel, ts) {
    return this.state.messages.find(m => m.channel === channel && m.ts === ts)
  }

  /** @returns {readonly PageView[]} */
  myViews() {
    return this.state.views.filter(view => view.user === this.me)
  }

  /** @returns {PageView | undefined} */
  myHome() {
    return this.state.homes.find(home => home.user === this.me)
  }

  /** @param {string} id */
  actAs(id) {
    if (id === this.me) return
    this.me = id
    sessionStorage.setItem('act-as', id)
    this.#settle()
    this.tell('person')
  }

  /** @param {string} channel @param {string | null} [thread] */
  open(channel, thread = null) {
    if (channel === this.channel && thread === this.thread) return
    const moved = channel !== this.channel
    this.channel = channel
    this.thread = thread
    sessionStorage.setItem('channel', channel)
    this.tell(moved ? 'place' : 'thread')
  }

  /** Makes sure that a person acts and a visible channel is open. */
  #settle() {
    if (!this.humans().some(person => person.id === this.me)) this.me = this.humans()[0]?.id ?? ''
    if (this.openChannel()) return
    this.channel = this.channels()[0]?.id ?? ''
    this.thread = null
  }

  /** @param {Partial<PageState>} change */
  #set(change) {
    this.state = { ...this.state, ...change }
  }

  /** @param {boolean} online */
  setOnline(online) {
    if (this.online === online) return
    this.online = online
    this.tell('online')
  }

  /** @param {PageEvent} event @returns {void} */
  apply(event) {
    switch (event.kind) {
      case 'snapshot': {
        // A snapshot has no messages for a single person; those stay until the page is reloaded.
        const known = new Set(event.state.messages.map(m => m.ts))
        const mine = this.state.messages.filter(m => m.onlyFor !== null && !known.has(m.ts))
        this.state = { ...event.state, messages: [...event.state.messages, ...mine] }
        this.loaded = true
        this.#settle()
        return this.tell('state')
      }
      case 'message': {
        const { channel, ts } = event.message
        const rest = this.state.messages.filter(m => m.channel !== channel || m.ts !== ts)
        this.#set({ messages: [...rest, event.message] })
        return this.tell('message', event.message)
      }
      case 'message_deleted': {
        const gone = this.message(event.channel, event.ts)
        this.#set({ messages: this.state.messages.filter(m => m !== gone) })
        if (gone) this.tell('message', gone)
        return
      }
      case 'channel': {
        const { channel } = event
        const at = this.state.channels.findIndex(c => c.id === channel.id)
        const channels = [...this.state.channels]
        channels.splice(at < 0 ? channels.length : at, at < 0 ? 0 : 1, channel)
        this.#set({ channels })
        return this.tell('channels')
      }
      case 'views': {
        const others = this.state.views.filter(view => view.user !== event.user)
        this.#set({ views: [...others, ...event.views] })
        return this.tell('views')
      }
      case 'home': {
        const others = this.state.homes.filter(home => home.user !== event.home.user)
        this.#set({ homes: [...others, event.home] })
        return this.tell('home')
      }
      case 'inspector': {
        const { entry } = event
        const inspector = this.state.inspector.filter(e => e.id !== entry.id)
        this.#set({ inspector: [...inspector, entry].sort((a, b) => a.id - b.id).slice(-500) })
        return this.tell('inspector')
      }
      case 'faults':
        this.#set({ faults: event.faults })
        return this.tell('faults')
      case 'hint':
        this.#set({ hint: event.hint })
        return this.tell('hint')
      case 'connected':
        this.#set({ connected: event.connected })
        return this.tell('connected')
      case 'notice':
        return this.apply({ kind: 'message', message: this.#notice(event) })
    }
  }

  /** @param {{ user: string, channel: string, text: string }} notice @returns {PageMessage} */
  #notice({ user, channel, text }) {
    const last = this.state.messages
      .filter(m => m.channel === channel)
      .sort(byTime)
      .at(-1)
    const at = Math.max(Date.now() / 1000, Number(last?.ts ?? 0) + 0.000_01)
    return {
      channel,
      ts: at.toFixed(6),
      threadTs: null,
      user: slackbot.id,
      text,
      blocks: [],
      files: [],
      edited: false,
      onlyFor: user,
      broadcast: false,
    }
  }
}
