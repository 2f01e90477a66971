/** The workload that rules judge, and the least to judge by. */
import { sinceWords } from '#checks/config/since'
import type { TuningAbout } from '#cluster/facts/config/tuning'
import type { Workload } from '#cluster/facts/config/workload'

export const primaryWorkload = ({
  nodes,
  workloads,
}: Pick<TuningAbout, 'nodes' | 'workloads'>):
  | { readonly node: string; readonly workload: Workload }
  | undefined => {
  const node = nodes.find(({ role }) => role === 'primary')?.name
  const workload = node === undefined ? undefined : workloads[node]
  return node === undefined || !workload ? undefined : { node, workload }
}

/** Howdah's own looks alone make a few thousand transactions an hour. */
const leastTransactions = 1_000

export const hasTraffic = ({ databases: { transactions } }: Workload): boolean =>
  transactions >= leastTransactions

/** An hour without the usual load of a day says little. */
export const tooYoung = (at: number, began: number | null, what: string): string =>
  began === null
    ? `since when ${what} are counted is not known, so they are not judged.`
    : `${what} are counted ${sinceWords(at, began)} only, and an hour is the least to judge by.`
