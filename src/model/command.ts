/**
 * A command answers a question, proposes a plan, or decides about Howdah's own work (approve, cancel,
 * freeze). Commands never act on a cluster.
 */
import type { z } from 'zod'
import type { Engine } from '#model/engine'
import type { Person, Verb } from '#model/person'
import type { AnyPlaybook } from '#model/playbook'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import type { View } from '#model/view'

interface CommandAbout {
  /** `index create`: subject in the singular, then the verb; a single word is fine (`help`). */
  readonly words: string
  readonly summary: string
  /** The values in the example of the help page. */
  readonly example: string
  /** The key that the first bare value fills, e.g. `table` in `index create users`. */
  readonly first: string | null
  /** An object schema; keys in the order of the form. Words like `cluster` are added by dispatch. */
  readonly input: z.ZodObject
}

export interface AnswerCommand extends CommandAbout {
  readonly kind: 'answer'
  readonly verb: Verb
  /** Whether dispatch must resolve a cluster and open a view. */
  readonly needs: 'cluster' | 'nothing'
  answer(asked: Asked): Promise<Answer | Refusal>
}

export interface ProposeCommand extends CommandAbout {
  readonly kind: 'propose'
  readonly playbook: AnyPlaybook
}

export type Command = AnswerCommand | ProposeCommand

export interface Asked {
  readonly person: Person
  readonly input: Readonly<Record<string, unknown>>
  /** Only where the command needs a cluster. */
  readonly view: View | null
  /** The engine, for commands about runs, plans and people. */
  readonly engine: Engine
  /** What people can say, in the order of help. */
  readonly commands: readonly Command[]
}

export const answers = (command: Omit<AnswerCommand, 'kind'>): AnswerCommand => ({
  kind: 'answer',
  ...command,
})

/** The command that proposes a playbook; the playbook says everything about it. */
export const proposalOf = (playbook: AnyPlaybook): ProposeCommand => ({
  kind: 'propose',
  words: playbook.name.replace('.', ' '),
  summary: playbook.summary,
  example: playbook.example,
  first: playbook.first,
  input: playbook.input as z.ZodObject,
  playbook,
})

/** `index` of `index create`; a single word is its own subject. */
export const subjectOf = ({ words }: Pick<Command, 'words'>): string => words.split(' ')[0] ?? words
