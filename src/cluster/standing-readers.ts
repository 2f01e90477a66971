/** One session a node that stays open, to ask a small thing every second without waiting behind other questions. */
import { Pool } from 'pg'
import { connectionOptions, explain, extended } from '#cluster/clients/postgres/connection'
import { openPools } from '#cluster/clients/postgres/pools'
import { readPooled } from '#cluster/clients/postgres/read-pooled'
import type { ClusterConfig } from '#model/configuration'
import type { Reader } from '#model/view'

export interface StandingReaders {
  of(node: string): Reader
  close(): Promise<void>
}

/** Milliseconds for a connection, and for an answer: a node that takes longer counts as silent. */
const patientMs = 2_000

export const openStandingReaders = (config: ClusterConfig): StandingReaders => {
  const settings = { statement_timeout: `${patientMs}`, default_transaction_read_only: 'on' }
  const loginOn = (node: string) => ({
    cluster: config,
    node,
    database: config.database,
    credential: config.credentials.observe,
    applicationName: 'howdah look',
    settings,
  })
  const pools = openPools(
    node =>
      new Pool({
        ...connectionOptions(loginOn(node)),
        max: 1,
        connectionTimeoutMillis: patientMs,
        query_timeout: patientMs,
        idleTimeoutMillis: 30_000,
      }),
  )
  return {
    of: node => ({
      async read<Row>(text: string, values: readonly unknown[] = []) {
        const login = loginOn(node)
        try {
          const pool = pools.of(node, config.database)
          return (await readPooled(pool, login, extended(text, values))) as Row[]
        } catch (error) {
          throw explain(error, login)
        }
      },
    }),
    close: () => pools.close(),
  }
}
