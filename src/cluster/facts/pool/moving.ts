/** The pools before a cluster whose primary is to move: where each pool leads, and whether Howdah can lead the pool elsewhere. */
import { whyNotByFile } from '#cluster/facts/pool/config-file'
import type { NodeAddress } from '#cluster/facts/pool/leads-to'
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { lookAtTarget, type PoolTarget } from '#cluster/facts/pool/target'
import type { View } from '#model/view'

export interface MovingPools extends PoolTarget {
  readonly addresses: readonly NodeAddress[]
  /** A reason for each database that Howdah cannot lead elsewhere. */
  readonly fixed: readonly (Pick<PooledDatabase, 'pooler' | 'name'> & {
    readonly because: string
  })[]
}

export const lookAtMovingPools = async (view: View): Promise<MovingPools> => {
  const facts = await lookAtTarget(view)
  const looked = await Promise.all(facts.poolers.flatMap(reasonsOf))
  return { ...facts, addresses: view.addresses, fixed: looked.flat() }
}

const reasonsOf = ({
  name: pooler,
  config,
  databases,
}: PoolerFacts): readonly Promise<MovingPools['fixed']>[] =>
  databases.map(async ({ name, address }) => {
    const because =
      config === null
        ? 'the inventory names no `config` of it'
        : await whyNotByFile(config, { database: name, ...address })
    return because === null ? [] : [{ pooler, name, because }]
  })
