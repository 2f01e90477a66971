/** Refuses the name of a node that the cluster does not have. */
import { type Refusal, refusal } from '#model/refusal'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

/** `names` are those that the command would take, so that nobody is led to another refusal; `none` is said where there are none. */
export const noSuchNode = (wanted: string, { cluster, names, none }: NamesOfNodes): Refusal => {
  // `node restart shop shop-2`: the cluster is named too, as nothing else takes a bare word.
  const alone = wanted.startsWith(`${cluster} `) ? wanted.slice(cluster.length).trim() : wanted
  const close = alone === cluster ? undefined : nearest(alone, names)
  const all = names.length === 0 ? none : `Name one of: ${listed(names)}.`
  return refusal(
    alone === cluster
      ? `${cluster} is the cluster, and none of its nodes is called so.`
      : `${cluster} has no node ${alone === wanted ? wanted : `“${wanted}”`}.`,
    close === undefined ? all : `Did you mean \`${close}\`?`,
    'replication status',
  )
}

interface NamesOfNodes {
  readonly cluster: string
  readonly names: readonly string[]
  readonly none: string
}
