/**
 * The protocol between the page and the local Slack. The page reads `GET /page/events?token=…`
 * (server-sent events, each `data:` a PageEvent as JSON, the first a snapshot) and posts a PageAction as
 * JSON to `POST /page/do` with the header `x-page-token`; the reply is `{ ok: true, result: … } | { ok:
 * false, error: string }`.
 */

/** A Block Kit block or view as the app sent it; the page draws the parts that it knows. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export interface PagePerson {
  readonly id: string
  /** Handle without the at sign: `olga`. */
  readonly name: string
  readonly realName: string
  /** Shown next to the name in *act as*: "operator", "approver", "guest". */
  readonly title: string
  readonly isBot: boolean
}

export interface PageChannel {
  readonly id: string
  readonly name: string
  readonly kind: 'channel' | 'im'
  readonly topic: string
  /** For a direct message: the person, seen from the app. */
  readonly members: readonly string[]
}

export interface PageMessage {
  readonly channel: string
  readonly ts: string
  readonly threadTs: string | null
  readonly user: string
  readonly text: string
  readonly blocks: readonly JsonObject[]
  readonly files: readonly PageFile[]
  readonly edited: boolean
  /** The only person who sees this message, until a reload; null for public messages. */
  readonly onlyFor: string | null
  /** A reply that is also shown in the channel. */
  readonly broadcast: boolean
}

export interface PageFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly mimetype: string
  readonly size: number
  /** Relative to the page, token not included. */
  readonly url: string
}

/** A line of the inspector: the delivery or call, and the duration of the answer. */
export interface InspectorEntry {
  readonly id: number
  readonly at: string
  readonly kind: 'envelope' | 'ack' | 'api' | 'http' | 'fault' | 'note'
  readonly title: string
  /** Milliseconds until the answer, null while open. */
  readonly ms: number | null
  readonly ok: boolean | null
  readonly detail: Json
}

export interface PageFault {
  readonly id: string
  readonly label: string
  readonly on: boolean
}

/** A button of the inspector that the host of the local Slack offers ("Kill Howdah now"). */
export interface PageLever {
  readonly id: string
  readonly label: string
  readonly hint: string
}

export interface PageCompletion {
  /** The whole text to put into the box: `/pg index create `. */
  readonly text: string
  readonly hint: string
}

export interface PageState {
  readonly team: { readonly id: string; readonly name: string }
  readonly appUser: string
  readonly people: readonly PagePerson[]
  readonly channels: readonly PageChannel[]
  readonly messages: readonly PageMessage[]
  readonly views: readonly PageView[]
  /** Each person's Home tab as the app published it; none before. */
  readonly homes: readonly PageView[]
  readonly completions: readonly PageCompletion[]
  readonly faults: readonly PageFault[]
  readonly levers: readonly PageLever[]
  readonly inspector: readonly InspectorEntry[]
  /** A line above the channel, e.g. "Olga asked; act as Adam to approve."; null for no line. */
  readonly hint: string | null
  /** Whether the app is connected right now. */
  readonly connected: boolean
}

/** A person's open modal, top of the stack last, or Home tab. */
export interface PageView {
  readonly user: string
  readonly id: string
  readonly view: JsonObject
  /** Errors of the last submit, by block_id. */
  readonly errors: { readonly [block: string]: string }
}

export type PageEvent =
  | { readonly kind: 'snapshot'; readonly state: PageState }
  | { readonly kind: 'message'; readonly message: PageMessage }
  | { readonly kind: 'message_deleted'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'channel'; readonly channel: PageChannel }
  | { readonly kind: 'views'; readonly user: string; readonly views: readonly PageView[] }
  | { readonly kind: 'home'; readonly home: PageView }
  | { readonly kind: 'inspector'; readonly entry: InspectorEntry }
  | { readonly kind: 'faults'; readonly faults: readonly PageFault[] }
  | { readonly kind: 'hint'; readonly hint: string | null }
  | { readonly kind: 'connected'; readonly connected: boolean }
  /** A line for a single person, as Slackbot shows it: "/pg failed because the app did not respond". */
  | {
      readonly kind: 'notice'
      readonly user: string
      readonly channel: string
      readonly text: string
    }

/** Block id → action id → the entered value: text, or an option's value. */
export type Entries = {
  readonly [block: string]: { readonly [action: string]: string | null }
}

export type PageAction =
  /** A message, or a slash command when the text begins with a slash. */
  | {
      readonly kind: 'say'
      readonly as: string
      readonly channel: string
      readonly threadTs: string | null
      readonly text: string
    }
  /** A button of a message. */
  | {
      readonly kind: 'act'
      readonly as: string
      readonly channel: string
      readonly ts: string
      readonly blockId: string
      readonly actionId: string
      /** As the button had it when the page drew the button; none for a button without a value. */
      readonly value?: string
    }
  /** A button or select inside a modal or the Home tab that sends its action at once. */
  | {
      readonly kind: 'act_in_view'
      readonly as: string
      readonly viewId: string
      readonly blockId: string
      readonly actionId: string
      readonly selected?: string
      /** Current values of the other inputs. */
      readonly values?: Entries
    }
  /** Asks for an external select's options for the typed text; the result is the options. */
  | {
      readonly kind: 'suggest'
      readonly as: string
      readonly viewId: string
      readonly blockId: string
      readonly actionId: string
      readonly value: string
    }
  | {
      readonly kind: 'submit_view'
      readonly as: string
      readonly viewId: string
      readonly values: Entries
    }
  | { readonly kind: 'close_view'; readonly as: string; readonly viewId: string }
  /** Opens the direct message between this person and the app. */
  | { readonly kind: 'open_im'; readonly as: string }
  /** Opens the app's Home tab. */
  | { readonly kind: 'open_home'; readonly as: string }
  | { readonly kind: 'fault'; readonly id: string; readonly on: boolean }
  | { readonly kind: 'lever'; readonly id: string }
