/** The engine as commands see it: what it knows and what a person can decide. */
import type { Change } from '#model/change'
import type { Config } from '#model/configuration'
import type { Person } from '#model/person'
import type { Policy, PolicyQuestion } from '#model/policy'
import type { Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import type { View } from '#model/view'

export interface Engine {
  readonly clusters: readonly string[]
  /** What a plan like this needs, or why there can be none. */
  policyFor(question: PolicyQuestion): Policy | Refusal
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
