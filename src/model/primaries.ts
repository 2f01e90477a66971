/** The roles of a cluster's nodes by the last answer of each node. */

export interface NodeSaid {
  readonly name: string
  /** `silent` after a question without an answer. */
  readonly is: 'primary' | 'replica' | 'silent'
  /** Of a primary. */
  readonly timeline: number | null
  readonly position: string | null
}

export interface Situation {
  readonly nodes: readonly NodeSaid[]
  /** Names of the primaries, where there are two and more; empty otherwise. */
  readonly several: readonly string[]
  /** ISO time since which there are several; null while there are not. */
  readonly since: string | null
}

/** A primary had made WAL up to `position` by a question sent at `at`, in milliseconds since 1970. */
export interface SeenPosition {
  readonly at: number
  readonly position: string
}

export interface SeenPrimary {
  readonly node: string
  readonly timeline: number | null
  /** Identifier of the database system; null where the login may not ask. */
  readonly system: string | null
  /** The data directory, where Howdah can stop and start the server; null elsewhere. */
  readonly data: string | null
  /** Of the last minutes, the oldest first. */
  readonly positions: readonly SeenPosition[]
  /** When the first question got no answer, in milliseconds since 1970; null while the node answers. */
  readonly silentAt: number | null
}

export interface SeenPrimaries {
  /** The node that was the primary last; null where this process has seen none. */
  last(cluster: string): SeenPrimary | null
}

/** Of a process that watches nothing. */
export const nothingSeen: SeenPrimaries = { last: () => null }
