/** Facts for a plan of a pool as plain data: database app of PgBouncer front, which nothing keeps from being paused. */
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { PoolTarget } from '#cluster/facts/pool/target'
import { pooledDatabase, poolerFacts, poolsFacts } from '#test/support/facts/pool'

export const poolTarget = (
  pool: Partial<PooledDatabase> = {},
  more: Partial<PoolTarget> = {},
): PoolTarget => ({
  ...poolsFacts({ poolers: [poolerFacts({ databases: [pooledDatabase(pool)] })] }),
  node: 'shop-1',
  database: 'app',
  holders: [],
  ...more,
})
