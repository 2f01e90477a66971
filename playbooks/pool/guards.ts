import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { Guard, Limit } from '#model/guard'

type Named = Pick<PooledDatabase, 'pooler' | 'name'>

/** Fewer servers let clients wait; more are more sessions at once, in the way of the rest on the node. */
export const sizeGuard = (pool: Named): Guard =>
  guardOf(pool, { metric: 'waiting sessions', factor: 3, above: 5, least: 2 })

/** A client with a server for as long as the session lasts lets further clients wait; a statement without the state of a former session fails. */
export const modeGuard = (pool: Named): Guard =>
  guardOf(pool, { metric: 'rollbacks', factor: 2, above: 0.05, least: 200 })

const guardOf = (pool: Named, own: Limit): Guard => ({
  minutes: 15,
  watches: [
    waitingClients(pool),
    own,
    { metric: 'connections', factor: null, above: 0.9, least: 2 },
  ],
  onSilence: 'ask',
})

const waitingClients = ({ pooler, name: database }: Named): Limit => ({
  metric: 'waiting clients',
  pool: { pooler, database },
  factor: 2,
  above: 1,
  least: 2,
})
