/** The options of a local Slack, and Slack's own limits. */
import type { PageCompletion, PageLever } from '#local/slack/page-protocol'

/** `external` is a person from another workspace, as in Slack Connect. */
export type Standing = 'member' | 'guest' | 'bot' | 'deleted' | 'external'

export interface PersonOptions {
  /** U… */
  readonly id: string
  readonly name: string
  readonly realName: string
  readonly title: string
  readonly standing: Standing
}

export interface UserGroup {
  /** S… */
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly members: readonly string[]
}

export interface ChannelOptions {
  /** C… */
  readonly id: string
  readonly members: readonly string[]
  readonly topic?: string
  /** False: the app is not invited, so calls get not_in_channel. */
  readonly withApp?: boolean
}

export interface Lever extends PageLever {
  /** What it did, in a sentence for whoever pulled it. */
  run(): string | Promise<string>
}

export interface Limits {
  /** chat.postMessage, per channel. */
  readonly postsPerSecond: number
  readonly postBurst: number
  /** Calls per method and minute. */
  readonly tier2: number
  readonly tier3: number
  readonly tier4: number
  readonly ackMs: number
  readonly triggerMs: number
  readonly responseUrlUses: number
  readonly responseUrlMs: number
  readonly sockets: number
  /** Slack's waits before each retry of an unacknowledged event. */
  readonly retryAfterMs: readonly number[]
  /** The duration of an answer while the fault "Slack is slow" is on. */
  readonly slowMs: number
}

/** From docs.slack.dev: rate limits, interactivity, Events API. */
export const slackLimits: Limits = {
  postsPerSecond: 1,
  postBurst: 4,
  tier2: 20,
  tier3: 50,
  tier4: 100,
  ackMs: 3000,
  triggerMs: 3000,
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,
  sockets: 10,
  retryAfterMs: [0, 60_000, 5 * 60_000],
  slowMs: 2000,
}

export type Mode =
  | { readonly kind: 'socket' }
  /** Null until the app listens: `setRequestUrl`. */
  | { readonly kind: 'http'; readonly requestUrl: string | null }

/** The folder that keeps the chat for the next start, and a function that reports trouble. */
export interface Keep {
  readonly dir: string
  say(sentence: string): void
}

export interface LocalSlackOptions {
  readonly team?: { readonly id: string; readonly name: string }
  readonly app: {
    readonly name: string
    /** `/pg` */
    readonly command: string
    readonly completions?: readonly PageCompletion[]
    /** Scopes that the app asks for and was not given, `channels:history`. */
    readonly lacks?: readonly string[]
  }
  readonly people: readonly PersonOptions[]
  readonly groups?: readonly UserGroup[]
  /** By name, without the hash sign. */
  readonly channels: Readonly<Record<string, ChannelOptions>>
  readonly levers?: readonly Lever[]
  readonly mode?: Mode
  /** 0 or left out: any free port. */
  readonly port?: number
  /** Folder of index.html and its .js and .css files. */
  readonly pageDir?: string
  /** Left out: the chat ends with the process. */
  readonly keep?: Keep
  readonly limits?: Partial<Limits>
  /** Given when another process must know the secrets before the start. */
  readonly controlToken?: string
  readonly botToken?: string
  readonly appToken?: string
  readonly signingSecret?: string
}
