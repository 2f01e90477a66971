/** What Howdah says back to one thing a person said or clicked; drawn by Slack and by the CLI. */
import type { Change } from '#engine/change'
import type { Answer } from '#engine/command'
import type { Field } from '#engine/fields'
import type { Refusal } from '#engine/refusal'

export type Reply = Answer | Refusal | FormReply | PickerReply | ProposedReply

/** Values are missing or wrong: ask for them, with what is known filled in. */
export interface FormReply {
  readonly kind: 'form'
  /** The command's words; the form comes back to dispatch with them. */
  readonly command: string
  readonly title: string
  readonly fields: readonly Field[]
  readonly values: Readonly<Record<string, string>>
  /** By key: one sentence that says what is wrong and what to write instead. */
  readonly problems: Readonly<Record<string, string>>
}

/** Nothing was said: what the person may say. */
export interface PickerReply {
  readonly kind: 'picker'
  readonly commands: readonly { readonly words: string; readonly summary: string }[]
}

/** A plan was made; its message appears in the cluster's channel. */
export interface ProposedReply {
  readonly kind: 'proposed'
  readonly change: Change
}
