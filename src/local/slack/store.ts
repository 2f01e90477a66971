/** The whole state, replaced and never mutated, and the listeners for changes. */
import type { Standing, UserGroup } from '#local/slack/options'
import type {
  JsonObject,
  PageChannel,
  PageEvent,
  PageMessage,
  PagePerson,
  PageState,
} from '#local/slack/page-protocol'

export interface Person extends PagePerson {
  readonly standing: Standing
}

export type Channel = PageChannel

export interface Message extends PageMessage {
  readonly metadata: JsonObject | null
}

export interface Notice {
  readonly user: string
  readonly channel: string
  readonly text: string
}

export interface SlackState extends PageState {
  readonly people: readonly Person[]
  readonly channels: readonly Channel[]
  readonly messages: readonly Message[]
  readonly groups: readonly UserGroup[]
  /** Every line shown to a single person, oldest first. */
  readonly notices: readonly Notice[]
}

export type StoreEvent =
  | Exclude<PageEvent, { readonly kind: 'snapshot' | 'message' | 'channel' }>
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'group'; readonly group: UserGroup }

export interface WaitOptions {
  readonly timeoutMs?: number
  /** Ends the sentence "Nobody saw …". */
  readonly what?: string
}

export interface Store {
  readonly state: SlackState
  apply(event: StoreEvent): void
  /** Returns a function that ends the subscription. */
  on(listener: (event: StoreEvent, state: SlackState) => void): () => void
  /** The first truthy answer of `look`, called now and after each change. */
  waitFor<T>(look: (state: SlackState) => T, options?: WaitOptions): Promise<NonNullable<T>>
}

/** Number of lines that the inspector keeps. */
const inspectorLength = 500

const put = <T>(list: readonly T[], next: T, same: (one: T) => boolean): readonly T[] => {
  // The changed entry is nearly always near the end of a long list.
  const at = list.findLastIndex(same)
  return at < 0 ? [...list, next] : list.with(at, next)
}

const reduce = (state: SlackState, event: StoreEvent): SlackState => {
  switch (event.kind) {
    case 'message': {
      const { message } = event
      const same = (one: Message) => one.ts === message.ts && one.channel === message.channel
      return { ...state, messages: put(state.messages, message, same) }
    }
    case 'message_deleted':
      return {
        ...state,
        messages: state.messages.filter(
          one => one.ts !== event.ts || one.channel !== event.channel,
        ),
      }
    case 'channel':
      return {
        ...state,
        channels: put(state.channels, event.channel, one => one.id === event.channel.id),
      }
    case 'views':
      return {
        ...state,
        views: [...state.views.filter(one => one.user !== event.user), ...event.views],
      }
    case 'home':
      return {
        ...state,
        homes: put(state.homes, event.home, one => one.user === event.home.user),
      }
    case 'inspector': {
      const { entry } = event
      const inspector = put(state.inspector, entry, one => one.id === entry.id)
      return { ...state, inspector: inspector.slice(-inspectorLength) }
    }
    case 'faults':
      return { ...state, faults: event.faults }
    case 'hint':
      return { ...state, hint: event.hint }
    case 'connected':
      return { ...state, connected: event.connected }
    case 'notice': {
      const { user, channel, text } = event
      return { ...state, notices: [...state.notices, { user, channel, text }] }
    }
    case 'person':
      return { ...state, people: put(state.people, event.person, p => p.id === event.person.id) }
    case 'group':
      return { ...state, groups: put(state.groups, event.group, g => g.id === event.group.id) }
  }
}

export const createStore = (first: SlackState): Store => {
  let state = first
  const listeners = new Set<(event: StoreEvent, state: SlackState) => void>()
  const on: Store['on'] = listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    get state() {
      return state
    },
    apply(event) {
      state = reduce(state, event)
      const now = state
      for (const listener of listeners) listener(event, now)
    },
    on,
    waitFor: (look, { timeoutMs = 10_000, what = 'what was waited for' } = {}) =>
      new Promise((resolve, reject) => {
        let end = () => {}
        const ask = (now: SlackState) => {
          try {
            const found = look(now)
            if (!found) return
            end()
            resolve(found)
          } catch (error) {
            end()
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error(`Nobody saw ${what} within ${timeoutMs} ms.`))
        }, timeoutMs)
        const off = on((_, now) => ask(now))
        end = () => {
          clearTimeout(timer)
          off()
        }
        ask(state)
      }),
  }
}
