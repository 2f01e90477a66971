/** The parts that main hands to the engine. */
import type { Bursts } from '#audit/bursts'
import type { Recorder } from '#audit/recorder'
import type { Cluster } from '#cluster/cluster'
import type { Trials } from '#engine/ask/trials'
import type { Drivers } from '#model/actions/driver'
import type { Command } from '#model/command'
import type { Config } from '#model/configuration'
import type { Watcher } from '#model/guard'
import type { AdvisedSetting } from '#model/offer/advised-setting'
import type { Person } from '#model/person'
import type { AnyPlaybook } from '#model/playbook'
import type { SeenRoutes } from '#model/pool/read-route'
import type { SeenPrimaries } from '#model/primaries'
import type { Refusal } from '#model/refusal'
import type { Traffic } from '#model/traffic'
import type { OpenStore } from '#store/store'

export interface Parts {
  readonly store: OpenStore
  readonly record: Recorder
  /** Entries about refusals: a burst of equal entries is counted. */
  readonly denials: Bursts
  readonly trials: Trials
  readonly clusters: ReadonlyMap<string, Cluster>
  /** Looks for clones now: a different process may have made a clone a moment ago. */
  readonly lookForClones: () => Promise<void>
  /** The commands, in the order of help. */
  readonly commands: readonly Command[]
  readonly playbooks: ReadonlyMap<string, AnyPlaybook>
  readonly drivers: Drivers
  readonly config: Config
  /** Puts a wake-up for a run into the queue. A wake-up may be lost; the sweeper finds the run anyway. */
  readonly wake: (run: string) => Promise<void>
  /** The control database's clock: processes may disagree about the time. */
  readonly now: () => Promise<Date>
  /** Name of this process in chat and record, e.g. `a1f3`. */
  readonly holder: string
  readonly traffic: Traffic
  /** Settings of a cluster that Howdah would change now, the worst first. */
  readonly advised: (cluster: Cluster) => Promise<readonly AdvisedSetting[]>
  readonly watcher: Watcher
  /** What this process saw of the primaries. */
  readonly primaries: SeenPrimaries
  /** What this process saw of the nodes behind databases for reads. */
  readonly routes: SeenRoutes
  /**
   * Finds a person's present standing, again right before the first step. Null where there is no Slack to
   * ask.
   */
  readonly findPerson: ((id: string) => Promise<Person | Refusal>) | null
  /** A bug or a part that does not answer, for the log; never for chat. */
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}
