/** The engine as an edge sees it: submissions and clicks go in, replies and messages come out. */

import type { Change, Origin } from '#model/change'
import type { Home } from '#model/home/home'
import type { NameChoice } from '#model/input'
import type { OfferedBy } from '#model/offer/offered'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import type { FormReply, Reply } from '#model/reply'

export interface EngineForEdges {
  /** The words of every command. */
  readonly commands: readonly string[]
  /** True the first time an envelope, event or trigger id is seen, across all processes. */
  once(key: string): Promise<boolean>
  dispatch(said: Submission): Promise<Reply>
  /** The form of a command with these values filled in; opening the form submits no command. */
  form(words: string, values: Values): FormReply | undefined
  /** Names to choose from in a field of a form. */
  suggest(person: Person, search: NameSearch): Promise<readonly NameChoice[]>
  click(clicked: Click): Promise<Reply>
  /** Asked before a form is opened for a click. */
  asksFirst(clicked: Pick<Click, 'button' | 'person'>): Promise<FirstAsked>
  /** Answers a button's command once more, for the whole channel, where the command only reads. */
  share(clicked: Click): Promise<Reply>
  merelyReads(text: string): boolean
  /** The command that a button says; null for a decision about a plan. */
  commandOf(button: string): Promise<string | null>
  /** The values of a form as a line that says the same; null where no line can. */
  lineOf(words: string, values: Values): string | null
  home(person: Person): Promise<Home | Refusal>
  /** Records that so many requests of a person were not read, because there were too many. */
  unread(person: Person, what: string, times: number): Promise<void>
}

/** Why the person may not decide, or whether the decision takes a reason. */
export type FirstAsked = Refusal | { readonly kind?: never; readonly reason: boolean }

type Values = Readonly<Record<string, string>>

export interface Submission {
  /** The text after the slash command. */
  readonly text: string
  /** Values of a form, which win over the text. */
  readonly values?: Values
  readonly person: Person
  readonly origin: Origin
  /** The person's one-time code, where it was asked for. */
  readonly code?: string
  /** Set where a button of a report says it. */
  readonly offered?: OfferedBy | null
}

/** The message book: which message shows which plan, the message's buttons, and the lines of the thread. */
export interface MessageBook {
  /** All that the message of a plan shows. */
  change(plan: string): Promise<Change | undefined>
  follow(plan: string, part: string, channel: string): Promise<unknown>
  followDirectly(
    plan: string,
    why: 'direct' | 'review',
    people: readonly string[],
  ): Promise<unknown>
  directOpened(plan: string, part: string, channel: string): Promise<unknown>
  /** Plans that no message shows yet. */
  unfollowed(): Promise<readonly string[]>
  /** Messages that show an older revision of the plan, without plans in `resting`. */
  behind(resting: readonly string[]): Promise<readonly BehindMessage[]>
  posted(posted: PostedMessage): Promise<unknown>
  /** Where the message of a plan is; undefined until posted. */
  messageOf(plan: string): Promise<{ readonly channel: string; readonly ts: string } | undefined>
  /** The plan that a button is about, if any. */
  planOf(button: string): Promise<string | null>
  /** The record says where the message of a plan was posted. */
  recordPosted(plan: string, cluster: string, permalink: string): Promise<void>
  claimLine(plan: string, key: string): Promise<boolean>
  linePosted(plan: string, key: string, ts: string): Promise<unknown>
  linesOf(plan: string): Promise<ReadonlySet<string>>
  planButton(plan: string, verb: string, rendering: string): Promise<string>
  /** A button for the Home of a single person, useless elsewhere. */
  homeButton(plan: string, verb: string, person: Person): Promise<string>
  /** A command that the message of a plan offers: the same command keeps the button. */
  offerButton(plan: string, command: string): Promise<string>
  commandButton(command: string): Promise<string>
  /** Calls `hear` with the id of each plan whose message has to change. */
  onChanged(hear: (plan: string) => void): Promise<() => Promise<void>>
}

/** A message that shows an older revision of the plan. */
export interface BehindMessage {
  readonly plan_id: string
  readonly part: string
  /** Null where somebody else wrote the channel. */
  readonly channel: string | null
  readonly ts: string | null
  readonly posted: string
}

export interface PostedMessage {
  readonly plan: string
  readonly part: string
  readonly channel: string
  readonly ts: string
  readonly revision: number
}

export interface Click {
  readonly button: string
  readonly person: Person
  /** Null in a person's Home, which is in no channel and has no messages. */
  readonly channel: string | null
  /** `ts` of the button's message; null in a view. */
  readonly message: string | null
  /** Asked for in a small form, where the verb wants one. */
  readonly reason: string | null
  /** The person's one-time code, where it was asked for. */
  readonly code?: string
}

export interface NameSearch {
  /** The words of a command, and the command's key that a person fills in. */
  readonly command: string
  readonly key: string
  readonly typed: string
  readonly cluster: string
  /** The clone that the form is about; undefined in most forms. */
  readonly clone: string | undefined
  readonly database: string | undefined
  readonly most: number
}
