/** What a person's Home shows: what waits for them, what runs, what they asked for. */
import type { Change } from '#model/change'

export interface Home {
  readonly kind: 'home'
  /** Whether this person may approve at all. */
  readonly approver: boolean
  /** Plans that this person may approve and has not decided about, the oldest first. */
  readonly waiting: readonly Change[]
  readonly running: readonly Change[]
  /** What this person asked for, the newest first. */
  readonly asked: readonly Change[]
}

/** One cluster as it is now. */
export interface ClusterSummary {
  readonly name: string
  readonly environment: string
  /** Those that answer. */
  readonly nodes: readonly {
    readonly name: string
    readonly role: 'primary' | 'replica'
    /** On a replica, of what the primary has written. */
    readonly behindBytes: number | null
  }[]
  /** What is wrong, in sentences. */
  readonly trouble: readonly string[]
}
