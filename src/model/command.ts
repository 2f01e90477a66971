/**
 * A command answers a question, proposes a plan, or decides about Howdah's own work (approve, cancel,
 * freeze). Commands never act on a cluster.
 */
import type { z } from 'zod'
import type { Origin } from '#model/change'
import type { Engine } from '#model/engine'
import type { Person, Verb } from '#model/person'
import type { AnyPlaybook } from '#model/playbook'
import type { Refusal } from '#model/refusal'
import type { Answer, CodeAsked, ProposedReply } from '#model/reply'
import type { View } from '#model/view'

interface CommandAbout {
  /** `index create`: subject in the singular, then the verb; a single word is fine (`help`). */
  readonly words: string
  readonly summary: string
  /** The values in the example of the help page. */
  readonly example: string
  /** The key that the first bare value fills, e.g. `table` in `index create users`. */
  readonly first: string | null
  /** True for a command of every day: `help` shows such commands in full, and the rest by subject. */
  readonly daily?: true
  /** An object schema; keys in the order of the form. Words like `cluster` are added by dispatch. */
  readonly input: z.ZodObject
}

export interface Asked {
  readonly person: Person
  /**
   * The input as dispatch read the values; each command parses the input once more by the command's own
   * schema.
   */
  readonly input: unknown
  /** The engine, for commands about runs, plans and people. */
  readonly engine: Engine
  readonly origin: Origin
  /** The person's one-time code; null before it was asked for. */
  readonly code: string | null
  /** The commands, in the order of help. */
  readonly commands: readonly Command[]
}

/**
 * The argument of a command's answer, by need: for a cluster, dispatch resolves the cluster and opens a
 * view.
 */
interface Given {
  readonly nothing: Asked
  readonly cluster: Asked & { readonly view: View }
}

type Needs = keyof Given

/** Only decisions of people ask for a code or lead to a plan, and none of them reads a cluster. */
type Answered<Need extends Needs> =
  | Answer
  | Refusal
  | (Need extends 'nothing' ? CodeAsked | ProposedReply : never)

interface AnswerAbout<Need extends Needs> extends CommandAbout {
  readonly kind: 'answer'
  readonly verb: Verb
  readonly needs: Need
}

interface AnswerGiven<Need extends Needs> extends AnswerAbout<Need> {
  answer(asked: Given[Need]): Promise<Answered<Need>>
}

/** A command as written in a file: `input` has the type that the schema gives. */
interface TypedAnswer<Need extends Needs, Schema extends z.ZodObject>
  extends Omit<AnswerAbout<Need>, 'kind'> {
  readonly input: Schema
  answer(
    asked: Given[Need] & { readonly input: z.output<Schema> },
  ): Promise<Answered<Need>> | Answered<Need>
}

/** Closes over the type of the input, so that a catalogue is a plain list. */
export type AnswerCommand = AnswerGiven<'nothing'> | AnswerGiven<'cluster'>

export interface ProposeCommand extends CommandAbout {
  readonly kind: 'propose'
  readonly playbook: AnyPlaybook
}

export type Command = AnswerCommand | ProposeCommand

/** Whether a cluster has to be named where the inventory has several. */
export const needsCluster = (command: Command): boolean =>
  command.kind === 'propose' || command.needs === 'cluster'

/** The keys that people are told of beside those of the command's own input. */
export const keysBeside = (command: Command): readonly string[] => [
  ...(needsCluster(command) ? ['cluster', 'database'] : []),
  ...(command.kind === 'propose' ? ['reason', 'ticket'] : []),
]

export const answers = <Need extends Needs, Schema extends z.ZodObject>(
  command: TypedAnswer<Need, Schema>,
): AnswerGiven<Need> => ({
  kind: 'answer',
  ...command,
  answer: async asked => command.answer({ ...asked, input: command.input.parse(asked.input) }),
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

/** All commands at a glance, however many. */
export interface CommandsAtAGlance {
  /** The commands of every day. */
  readonly daily: readonly Command[]
  /** Every subject of several verbs: people look here also for one whose verbs are all of every day. */
  readonly subjects: readonly { readonly subject: string; readonly verbs: readonly string[] }[]
  /** The others: one word, or the only verb of a subject. */
  readonly single: readonly Command[]
}

export const atAGlance = (commands: readonly Command[]): CommandsAtAGlance => {
  const phrases = commands.filter(({ words }) => words.includes(' '))
  const isAlone = (command: Command): boolean =>
    phrases.filter(one => subjectOf(one) === subjectOf(command)).length === 1
  return {
    daily: commands.filter(({ daily }) => daily),
    subjects: [...Map.groupBy(phrases, subjectOf)]
      .filter(([, all]) => all.length > 1)
      .map(([subject, all]) => ({
        subject,
        verbs: all.map(({ words }) => words.slice(subject.length + 1)),
      })),
    single: commands.filter(command =>
      command.words.includes(' ') ? isAlone(command) : !command.daily,
    ),
  }
}
