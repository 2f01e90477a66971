/** The application's own traffic: how a change is measured before and after. */
import type { Measure } from '#model/guard'

export interface Measured {
  readonly label: string
  /** Null when the counters began anew before the change. */
  readonly before: Sample | null
  /** Null until there were calls enough, or the deadline passed with fewer; for ever where there were none. */
  readonly after: Sample | null
  /**
   * What was missing at the deadline, or `reset` as soon as counters were seen to have begun anew; null while
   * measuring, and after a successful measurement.
   */
  readonly missing: 'calls' | 'answer' | 'reset' | null
}

export interface Sample {
  readonly meanMs: number
  readonly calls: number
  readonly seconds: number
}

/** What every statement of a node did, from a kept reading until now. */
export interface Spent {
  readonly seconds: number
  /** By queryid, those that were called. */
  readonly statements: Readonly<
    Record<string, { readonly calls: number; readonly totalMs: number; readonly rows: number }>
  >
}

/** A statement that has become slower than its own past, alone among the statements of its node. */
export interface Slower {
  readonly queryid: string
  readonly usualMs: number
  /** Over the newest ten seconds in which it was called. */
  readonly meanMs: number
  /** When it began, in milliseconds of the epoch. */
  readonly since: number
}

export interface NewestTraffic {
  readonly spent: Spent | null
  /** The end of the cluster's last change, where the time told is cut off there. */
  readonly changedAt: Date | null
  readonly slower: readonly Slower[]
}

/** Reads the application's own traffic, for measured effects. */
export interface Traffic {
  /** Since the oldest reading at hand that is newer than `notBefore`; null where there is none. */
  spent(
    cluster: string,
    database: string,
    about: { readonly node: string; readonly notBefore: Date },
  ): Promise<Spent | null>
  /** Statements of the node that are slower than usual by now; none while this process has not watched for ten minutes. */
  slower(cluster: string, database: string, node: string): readonly Slower[]
  snapshot(cluster: string, database: string, measure: Measure): Promise<object>
  /** The oldest snapshot at hand that is not older than the cluster's last change. */
  remembered(
    cluster: string,
    database: string,
    measure: Measure,
    notBefore: Date | null,
  ): Promise<object>
  /** `calls` when there were none in between, `reset` when the counters began anew. */
  between(earlier: object, later: object): Sample | 'calls' | 'reset'
}
