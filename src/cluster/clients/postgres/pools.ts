/** Connections to read with: one pool for each node and database that is in use. */
import type { Pool } from 'pg'

export interface Pools {
  of(node: string, database: string): Pool
  readonly count: number
  close(): Promise<void>
}

/** People may type the name of any database: a pool without connections is forgotten before one is added. */
export const openPools = (open: (node: string, database: string) => Pool): Pools => {
  const pools = new Map<string, Pool>()
  return {
    of(node, database) {
      const key = `${node}/${database}`
      const known = pools.get(key)
      if (known) return known
      for (const [name, { totalCount, waitingCount }] of pools)
        if (totalCount + waitingCount === 0) pools.delete(name)
      const pool = open(node, database)
      pool.on('error', () => {})
      pools.set(key, pool)
      return pool
    },
    get count() {
      return pools.size
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => pool.end()))
    },
  }
}
