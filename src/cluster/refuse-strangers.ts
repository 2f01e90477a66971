/** Compares the system identifiers of a cluster's nodes. */
import { Failure } from '#src/errors'
import { listed } from '#text/listed'

export interface Identified {
  readonly name: string
  /** The system identifier; null where it is not known. */
  readonly system: string | null
}

/** Figures of another cluster's server would be taken for figures of this one, and a session there be ended. */
export const refuseStrangers = (
  cluster: string,
  primary: Identified,
  nodes: readonly Identified[],
): void => {
  const others = nodes.filter(
    ({ system }) => system !== null && primary.system !== null && system !== primary.system,
  )
  if (others.length === 0) return
  const [is, ids] = [others.length === 1 ? 'is' : 'are', others.map(({ system }) => system)]
  throw new Failure(
    'cluster.stranger',
    `${listed(others.map(({ name }) => name))} ${is} of another cluster than ${primary.name}: the system identifier is ${listed(ids.map(String))} there, and ${primary.system ?? ''} on ${primary.name}.`,
    `Correct the nodes of ${cluster} in the inventory: one of them names a server of another cluster.`,
  )
}
