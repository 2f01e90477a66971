import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { Guard } from '#model/guard'

/** Fewer servers let clients wait; more are more sessions at once, in the way of the rest on the node. */
export const sizeGuard = ({
  pooler,
  name: database,
}: Pick<PooledDatabase, 'pooler' | 'name'>): Guard => ({
  minutes: 15,
  watches: [
    {
      metric: 'waiting clients',
      pool: { pooler, database },
      factor: 2,
      above: 1,
      least: 2,
    },
    { metric: 'waiting sessions', factor: 3, above: 5, least: 2 },
    { metric: 'connections', factor: null, above: 0.9, least: 2 },
  ],
  onSilence: 'ask',
})
