/** What the engine is handed by main. */
import type { Cluster } from '#cluster/cluster'
import type { Sample } from '#engine/change'
import type { Person } from '#engine/person'
import type { AnyPlaybook, Measure } from '#engine/playbook'
import type { Refusal } from '#engine/refusal'
import type { Config } from '#src/config'
import type { OpenStore, Store } from '#store/store'

export interface Parts {
  readonly store: OpenStore
  readonly record: Recorder
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly playbooks: ReadonlyMap<string, AnyPlaybook>
  readonly config: Config
  /** Puts a wake-up for a run into the queue; a hint that may be lost, the sweeper makes it good. */
  readonly wake: (run: string) => Promise<void>
  /** The control database's clock: processes may disagree about the time. */
  readonly now: () => Promise<Date>
  /** Name of this process in chat and record, e.g. `a1f3`. */
  readonly holder: string
  readonly traffic: Traffic
  /** Who somebody is now; asked again right before the first step. Null where nobody can be asked. */
  readonly findPerson: ((id: string) => Promise<Person | Refusal>) | null
  /** A bug or a part that does not answer, for the log; never for chat. */
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** The record: intent fails closed, an outcome may wait in a local spool. */
export interface Recorder {
  append(kind: string, entry: RecordEntry, tx?: Store): Promise<void>
  appendOutcome(kind: string, entry: RecordEntry): Promise<void>
  /** A person has looked at a restored record: its old anchors are put aside, and that is recorded. */
  startAfresh(person: string): Promise<void>
}

export interface RecordEntry {
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

/** Reads the application's own traffic, for measured effects. */
export interface Traffic {
  snapshot(cluster: string, database: string, measure: Measure): Promise<object>
  /** The oldest snapshot at hand that is not older than the cluster's last change. */
  remembered(
    cluster: string,
    database: string,
    measure: Measure,
    notBefore: Date | null,
  ): Promise<object>
  /** Null when nothing can be said (statistics were reset, the statement is gone). */
  between(earlier: object, later: object): Sample | null
}
