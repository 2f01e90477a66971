import type { Json, JsonObject, PageView } from '#local/slack/page-protocol'
import type { Message } from '#local/slack/store'

/** What a person got for an act. What comes later is in the state. */
export type Got =
  /** An ordinary message; the app is not asked. */
  | { readonly kind: 'said'; readonly message: Message }
  /** `message` is what the app answered with its ack, if it said something. */
  | {
      readonly kind: 'acked'
      readonly ms: number
      readonly message: Message | null
      readonly payload: Json
    }
  /** A line as Slackbot or a modal shows it: the app failed, or Slack refused. */
  | { readonly kind: 'notice'; readonly text: string }

/** What became of a modal. */
export type Submitted =
  | { readonly kind: 'closed' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'shown'; readonly view: PageView }
  | { readonly kind: 'notice'; readonly text: string }

/** What the app offers in an external select. */
export type Suggested =
  | { readonly kind: 'options'; readonly options: readonly JsonObject[] }
  | { readonly kind: 'notice'; readonly text: string }
