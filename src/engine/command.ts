/**
 * What people can say. A command answers a question, proposes a plan, or decides about Howdah's own
 * work (approve, cancel, freeze). It never acts on a cluster.
 */
import type { z } from 'zod'
import type { View } from '#cluster/view'
import type { Change } from '#engine/change'
import type { Person, Verb } from '#engine/person'
import type { AnyPlaybook } from '#engine/playbook'
import type { Refusal } from '#engine/refusal'
import type { Config } from '#src/config'

interface CommandAbout {
  /** `index create`: subject in the singular, then the verb; one word is fine (`help`). */
  readonly words: string
  readonly summary: string
  /** What follows the words in the one example of the help page. */
  readonly example: string
  /** Which key the first bare value fills, e.g. `table` in `index create users`. */
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
  /** What the engine knows and can decide; commands about runs, plans and people use it. */
  readonly office: Office
}

/** The engine as commands see it: what it knows and what a person can decide. */
export interface Office {
  readonly commands: readonly Command[]
  readonly clusters: readonly string[]
  readonly config: Pick<Config, 'people' | 'clusters' | 'policies'>
  openChanges(): Promise<readonly Change[]>
  recentChanges(limit: number): Promise<readonly Change[]>
  /** By plan id or run id; undefined when there is none. */
  findChange(id: string): Promise<Change | undefined>
  approve(person: Person, plan: string): Promise<Answer | Refusal>
  reject(person: Person, plan: string, reason: string | null): Promise<Answer | Refusal>
  /** One approver lets a waiting plan run alone; somebody else reviews it afterwards. */
  breakGlass(person: Person, plan: string, reason: string): Promise<Answer | Refusal>
  review(person: Person, plan: string, note: string): Promise<Answer | Refusal>
  /** A pending plan is withdrawn; a run stops at its next safe point. */
  cancel(person: Person, id: string): Promise<Answer | Refusal>
  /** A person looked whether a step was done, counted from 0, and says so. */
  settle(
    person: Person,
    id: string,
    found: { readonly step: number; readonly done: boolean; readonly reason: string },
  ): Promise<Answer | Refusal>
  /** A run whose node is gone for good ends as failed, and says what is not known. */
  abandon(person: Person, id: string, reason: string): Promise<Answer | Refusal>
  /** Every run stops at its safe point; what is left is listed. One person is enough. */
  stopAll(person: Person): Promise<Answer | Refusal>
  /** `scope` is a cluster's name or `*`. Nothing is started while it stands. */
  freeze(person: Person, scope: string, reason: string): Promise<Answer | Refusal>
  thaw(person: Person, scope: string): Promise<Answer | Refusal>
  readonly audit: AuditReader
  /** Opens a view of a cluster for a command that looks at several. */
  view(cluster: string, database?: string): Promise<View | Refusal>
}

/** The record as commands see it. */
export interface AuditReader {
  latest(limit: number, about?: string): Promise<readonly AuditLine[]>
  verify(): Promise<AuditVerdict>
  /** All entries as JSON lines, oldest first, as `howdah audit verify` reads them. */
  export(): Promise<string>
}

export interface AuditLine {
  readonly seq: number
  readonly at: string
  readonly kind: string
  readonly actor: string
  readonly summary: string
}

export interface AuditVerdict {
  readonly ok: boolean
  readonly entries: number
  /** One sentence; when not ok it names the first altered entry. */
  readonly sentence: string
}

/** An answer: plain data, drawn by Slack and by the CLI. */
export interface Answer {
  readonly kind: 'answer'
  /** One line, the answer itself: "No locks are waited for on main." */
  readonly title: string
  readonly lines?: readonly string[]
  /** People and groups by id, e.g. who holds a role: each edge shows the names it knows. */
  readonly people?: readonly { readonly label: string; readonly ids: readonly string[] }[]
  /** At most five columns, worst first, units in the header. */
  readonly table?: {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }
  /** Commands offered as buttons: label in Title Case, and what it says for the person. */
  readonly offers?: readonly { readonly label: string; readonly command: string }[]
  /** A file put beside the answer: a full list, an export. */
  readonly file?: { readonly name: string; readonly text: string }
  /** Who is to act, as the inventory names them: U…, S… or a channel. */
  readonly owner?: string
  /** True for bad news that a script must not miss: the command line then ends with 1. */
  readonly alarm?: boolean
}

export const answer = (title: string, more: Omit<Answer, 'kind' | 'title'> = {}): Answer => ({
  kind: 'answer',
  title,
  ...more,
})

export const answers = (command: Omit<AnswerCommand, 'kind'>): AnswerCommand => ({
  kind: 'answer',
  ...command,
})

export const proposes = (
  playbook: AnyPlaybook,
  about: Pick<CommandAbout, 'words' | 'example' | 'first'>,
): ProposeCommand => ({
  kind: 'propose',
  summary: playbook.summary,
  input: playbook.input as z.ZodObject,
  playbook,
  ...about,
})
