/** Read connections: a pool for each node and database in use. */
import type { Pool } from 'pg'

export interface Pools {
  of(node: string, database: string): Pool
  readonly count: number
  close(): Promise<void>
}

/** Opens pools on demand. People may type any database name, so pools without connections are dropped first. */
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
      // Without a listener, a connection that breaks while it is in use ends the process.
      pool.on('connect', client => client.on('error', () => {}))
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
