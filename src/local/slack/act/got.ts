import type { Json, JsonObject, PageView } from '#local/slack/page-protocol'
import type { Message } from '#local/slack/store'

/** The immediate result of a person's act. Later results are in the state. */
export type Got =
  /** An ordinary message; the app is not asked. */
  | { readonly kind: 'said'; readonly message: Message }
  /** `message` is the text in the app's ack, if there is any. */
  | {
      readonly kind: 'acked'
      readonly ms: number
      readonly message: Message | null
      readonly payload: Json
    }
  /** A line by Slackbot or in a modal: the app failed, or Slack refused. */
  | { readonly kind: 'notice'; readonly text: string }

/** The result of submitting a modal. */
export type Submitted =
  | { readonly kind: 'closed' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'shown'; readonly view: PageView }
  | { readonly kind: 'notice'; readonly text: string }

/** The app's options for an external select. */
export type Suggested =
  | { readonly kind: 'options'; readonly options: readonly JsonObject[] }
  | { readonly kind: 'notice'; readonly text: string }
