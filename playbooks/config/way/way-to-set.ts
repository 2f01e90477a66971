/** The way by which the settings of a cluster are written, decided by the provider. */
import type { ConfigNode } from '#cluster/facts/config/look'
import type { ServedSetting } from '#cluster/facts/config/served'
import type { Action } from '#model/action'
import type { Estimate, Step } from '#model/plan'
import type { Refusal } from '#model/refusal'
import type { NodeChange, WantedSetting } from '#playbooks/config/changes'

/** Names of settings as people typed the names; the node is undefined for every node. */
export interface TypedSettings {
  readonly names: readonly string[]
  readonly node: string | undefined
}

export interface WayToSet {
  /** The command that starts a server again, for a setting that counts after a restart. */
  readonly restart: string
  /** The place where values are written: `postgresql.auto.conf of shop-1`. */
  where(nodes: readonly string[]): string
  /** Why settings of these names cannot be written, with any value. */
  refuseNames(nodes: readonly ConfigNode[], names: readonly string[]): Refusal | undefined
  changesOn(nodes: readonly ConfigNode[], wanted: readonly WantedSetting[]): readonly NodeChange[]
  /** The value after the next restart of the server, in the base unit. */
  nextOn(node: ConfigNode, served: ServedSetting): string | null
  /** Why these values cannot be written together. */
  refuseValues(changed: readonly NodeChange[]): Refusal | undefined
  inOrder(changed: readonly NodeChange[]): readonly NodeChange[]
  steps(ordered: readonly NodeChange[], makeStep: MakeStep): readonly Step[]
  estimates(ordered: readonly NodeChange[]): readonly Estimate[]
  notes(changed: readonly NodeChange[]): readonly string[]
}

/** `where` follows the words "Set work_mem to 64MB on". */
export type MakeStep = (one: {
  readonly where: string
  readonly on: readonly NodeChange[]
  readonly action: Action
  readonly back: Action
}) => Step
