/** A metric makes figures out of two readings of a node. */
import type { SampledNode } from '#cluster/facts/metric/sample'
import type { Limit } from '#model/guard'
import { wasReset } from '#monitor/between'

/** A figure is `amount / per`. Portions of neighbouring times add up to the figure of the whole time. */
export interface Portion {
  readonly amount: number
  readonly per: number
}

/** By queryid, or under an empty key where a metric has a single portion. */
export type Portions = Readonly<Record<string, Portion>>

/** Why two readings of a node tell no figure. */
export type Untold =
  | 'began anew'
  | 'hidden'
  | 'no statements'
  | 'fewer replicas'
  | 'no lag'
  | 'no queue'
  | 'silent'
  | 'clock'

export interface MetricRule {
  readonly on: 'primary' | 'every node'
  /** Whether more transactions alone raise the figure. */
  readonly growsWithTraffic: boolean
  /** The beginning of a sentence: "Mean time of …". */
  title(limit: Limit): string
  /** `first` is the last reading before the change. */
  between(
    earlier: SampledNode,
    later: SampledNode,
    limit: Limit,
    first: SampledNode,
  ): Portions | Untold
}

export interface Count {
  readonly began: number | null
  readonly count: number
}

/** How much a counter grew; undefined where the counter began anew. */
export const grownBy = (then: Count, now: Count): number | undefined =>
  wasReset(then.began, now.began) || now.count < then.count ? undefined : now.count - then.count

/** How much a counter grew in each `seconds`. */
export const rateOf =
  (read: (node: SampledNode) => Count, seconds: number): MetricRule['between'] =>
  (earlier, later) => {
    const amount = grownBy(read(earlier), read(later))
    return amount === undefined
      ? 'began anew'
      : { '': { amount, per: (later.at - earlier.at) / seconds } }
  }

/** The state at the later of the two readings. */
export const gaugeOf =
  (read: (node: SampledNode) => number): MetricRule['between'] =>
  (_, later) =>
    later.sees ? { '': { amount: read(later), per: 1 } } : 'hidden'
