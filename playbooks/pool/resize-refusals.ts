/** Reasons against another size of a pool, each with the way out, and the figures that the size is judged by. */
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { SizingFacts } from '#cluster/facts/pool/sizing'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { fileOfPool } from '#playbooks/pool/by-file'
import { poolLabel } from '#playbooks/shared/pool-named'
import { type PoolReady, poolReady } from '#playbooks/shared/pool-ready'
import { counted } from '#text/figures'

export interface SizeReady extends PoolReady {
  readonly file: string
  /** The size to go back to; null for the default of PgBouncer. */
  readonly before: number | null
  /** Servers that were busy on average, by Little's law: transactions a second × mean time; null without traffic. */
  readonly busy: number | null
  readonly transactionsPerSecond: number
  readonly meanSeconds: number
  /** Connections that all pools may open on the node, and that the node has to give. */
  readonly budget: { readonly node: string; readonly wanted: number; readonly room: number }
}

export const readyToResize = (
  typed: string,
  size: number,
  facts: SizingFacts,
): Refusal | SizeReady => {
  const ready = poolReady(facts, typed)
  if (isRefusal(ready)) return ready
  const { pool } = ready
  const label = poolLabel(pool)
  const same = ({ pooler: one, name }: Pick<PooledDatabase, 'pooler' | 'name'>) =>
    one === pool.pooler && name === pool.name
  const file = fileOfPool(ready, facts, `pool_size=${size}`)
  if (isRefusal(file)) return file
  if (pool.size === size)
    return refusal(
      `${label} has up to ${counted(size, 'server')} for each user already.`,
      'See `pool show`.',
      'pool show',
    )
  const room = facts.room.find(({ node }) => node === pool.node)
  if (!room || pool.node === null)
    return refusal(
      `${label} leads to no node that answers, so how many connections there are is not known.`,
      'See `pool status`.',
      'pool status',
    )
  const wanted = facts.poolers
    .flatMap(({ databases }) => databases)
    .filter(({ node }) => node === pool.node)
    .reduce((sum, one) => sum + mostOf(one, same(one) ? size : one.size), 0)
  if (wanted > room.connections && size > pool.size)
    return refusal(
      `All pools together could open ${counted(wanted, 'connection')} to ${pool.node} then, which has ${room.connections} for everybody but superusers.`,
      `Choose a smaller size, make another pool smaller, or raise \`max_connections\`.`,
    )
  const { transactionsPerSecond = 0, meanSeconds = 0 } = facts.traffic.find(same) ?? {}
  return {
    ...ready,
    file,
    before: facts.written.find(same)?.size ?? null,
    busy: transactionsPerSecond === 0 ? null : transactionsPerSecond * meanSeconds,
    transactionsPerSecond,
    meanSeconds,
    budget: { node: pool.node, wanted, room: room.connections },
  }
}

/** A size counts for each user. */
const mostOf = ({ pools, reserve }: PooledDatabase, size: number): number =>
  (size + reserve) * Math.max(1, pools.length)
