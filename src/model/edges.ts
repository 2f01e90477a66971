/** The engine as an edge sees it: what people say and click goes in, replies and messages come out. */
import type { Change, Origin } from '#model/change'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import type { FormReply, Home, Reply } from '#model/reply'

export interface EngineForEdges {
  /** What people can say, by its words. */
  readonly commands: readonly string[]
  /** True the first time an envelope, event or trigger id is seen, across all processes. */
  once(key: string): Promise<boolean>
  dispatch(said: Submission): Promise<Reply>
  /** The form of a command with these values in it; nothing is said by it. */
  form(words: string, values: Values): FormReply | undefined
  /** Names to choose from in a field of a form. */
  suggest(person: Person, search: NameSearch): Promise<readonly NameChoice[]>
  click(clicked: Click): Promise<Reply>
  /** The answer of a button once more, for everybody, where that only reads. */
  share(clicked: Click): Promise<Reply>
  merelyReads(text: string): boolean
  /** What a form filled in, as the one line that says the same; null where no line does. */
  lineOf(words: string, values: Values): string | null
  home(person: Person): Promise<Home | Refusal>
}

type Values = Readonly<Record<string, string>>

export interface Submission {
  /** What follows the slash command. */
  readonly text: string
  /** What a form filled in; wins over the text. */
  readonly values?: Values
  readonly person: Person
  readonly origin: Origin
}

/** Which message shows which plan, the buttons that it has, and what its thread was told. */
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
  /** Messages that show an older revision of their plan, but for those of `resting`. */
  behind(resting: readonly string[]): Promise<readonly BehindMessage[]>
  posted(posted: PostedMessage): Promise<unknown>
  /** Where the message of a plan is; undefined until it was posted. */
  messageOf(plan: string): Promise<{ readonly channel: string; readonly ts: string } | undefined>
  /** The plan that a button is about, if it is about one. */
  planOf(button: string): Promise<string | null>
  /** The record says where the message of a plan was posted. */
  recordPosted(plan: string, cluster: string, permalink: string): Promise<void>
  claimLine(plan: string, key: string): Promise<boolean>
  linePosted(plan: string, key: string, ts: string): Promise<unknown>
  linesOf(plan: string): Promise<ReadonlySet<string>>
  planButton(plan: string, verb: string, rendering: string): Promise<string>
  /** For the Home of one person, and of no use anywhere else. */
  homeButton(plan: string, verb: string, person: Person): Promise<string>
  /** A command that the message of a plan offers: the same one keeps its button. */
  offerButton(plan: string, command: string): Promise<string>
  commandButton(command: string): Promise<string>
  /** Hears the id of each plan whose message has something new to show. */
  onChanged(hear: (plan: string) => void): Promise<() => Promise<void>>
}

/** A message that shows an older revision of its plan. */
export interface BehindMessage {
  readonly plan_id: string
  readonly part: string
  readonly channel: string
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
  /** Null in somebody's Home, which is in no channel and has no messages. */
  readonly channel: string | null
  /** `ts` of the message it stood in; null in a view. */
  readonly message: string | null
  /** Asked for in a small form, where the verb wants one. */
  readonly reason: string | null
}

export interface NameSearch {
  /** The words of a command, and the key of it that somebody fills in. */
  readonly command: string
  readonly key: string
  readonly typed: string
  readonly cluster: string
  readonly database: string | undefined
  readonly most: number
}

export interface NameChoice {
  /** As people say it: the schema is left out where it is `public`. */
  readonly label: string
  /** Quoted, schema and all: no other object can be meant by it. */
  readonly value: string
}
