/** Howdah's reply to a submission or a click; drawn by Slack and by the CLI. */
import type { Change } from '#model/change'
import type { BarChart } from '#model/charts/bar-chart'
import type { Field } from '#model/input'
import type { Refusal } from '#model/refusal'

export type Reply = Answer | Refusal | FormReply | PickerReply | ProposedReply | CodeReply

/** Asks for missing or wrong values, with the known values filled in. */
export interface FormReply {
  readonly kind: 'form'
  /** The command's words; the form comes back to dispatch with them. */
  readonly command: string
  readonly title: string
  readonly fields: readonly Field[]
  readonly values: Readonly<Record<string, string>>
  /** By key: a sentence that says what is wrong and what to write instead. */
  readonly problems: Readonly<Record<string, string>>
}

/** A decision that counts only with the person's one-time code. */
export interface CodeAsked {
  readonly kind: 'code'
  readonly title: string
  /** The label of the button: "Approve". */
  readonly yes: string
}

/** Carries the submission or click, to be sent again with the code: an edge asks for the code and keeps no copy. */
export interface CodeReply extends CodeAsked {
  readonly again:
    | {
        readonly kind: 'said'
        readonly text: string
        readonly values: Readonly<Record<string, string>>
      }
    | {
        readonly kind: 'clicked'
        readonly button: string
        readonly channel: string | null
        readonly message: string | null
      }
}

/** The commands that the person may use, after an empty submission. */
export interface PickerReply {
  readonly kind: 'picker'
  readonly commands: readonly { readonly words: string; readonly summary: string }[]
}

/** A plan was made; the message appears in the cluster's channel. */
export interface ProposedReply {
  readonly kind: 'proposed'
  readonly change: Change
}

/** An answer: plain data, drawn by Slack and by the CLI. */
export interface Answer {
  readonly kind: 'answer'
  /** The answer itself in a line: "No locks are waited for on main." */
  readonly title: string
  readonly lines?: readonly string[]
  /** People and groups by id, e.g. the holders of a role: each edge shows known names. */
  readonly people?: readonly { readonly label: string; readonly ids: readonly string[] }[]
  /** At most five columns, worst first, units in the header. */
  readonly table?: {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly string[])[]
    /** Every row, for the file, where a row above stands for several. */
    readonly whole?: readonly (readonly string[])[]
  }
  /** Bars beside the answer, where reports show pictures; the first on top. */
  readonly chart?: BarChart
  /** Commands offered as buttons: label in Title Case, and the command. */
  readonly offers?: readonly { readonly label: string; readonly command: string }[]
  /** A file put beside the answer: a full list, an export. */
  readonly file?: { readonly name: string; readonly text: string }
  /** Such a file that may not fit in memory. Each call gives the same parts again. */
  readonly stream?: { readonly name: string; readonly parts: () => AsyncIterable<string> }
  /** The owner in the inventory's words: U…, S… or a channel. */
  readonly owner?: string
  /** True for a report that stands in the place of an earlier one, whose matter is over. */
  readonly over?: boolean
  /** True where a decision was made before: the message of the plan shows nothing new. */
  readonly unchanged?: boolean
  /** True for bad news that a script must not miss: the command line then ends with 1. */
  readonly alarm?: boolean
}

export const answer = (title: string, more: Omit<Answer, 'kind' | 'title'> = {}): Answer => ({
  kind: 'answer',
  title,
  ...more,
})

/** The answer with one more line; null adds none. */
export const withLine = (given: Answer, line: string | null): Answer =>
  line === null ? given : { ...given, lines: [...(given.lines ?? []), line] }
