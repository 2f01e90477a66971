/** Leads a database of PgBouncer to another address: by its line in the configuration file, and RELOAD. */
import type { Tell } from '#cluster/clients/pgbouncer/console'
import { notTaken, putWords, writeWords } from '#cluster/drivers/pgbouncer/put-words'
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import type { Meanwhile } from '#model/actions/pool/console'

type Led = Meanwhile['pools'][number]

/** In the file alone: a PgBouncer that has died meanwhile goes to the new address once it is started again. */
export const leadInFile = (pool: Led): Promise<void> =>
  writeWords(pool, { host: pool.to.host, port: pool.to.port })

/** Resolves once PgBouncer itself tells the new address. */
export const leadPool = async (tell: Tell, pool: Led): Promise<void> => {
  const { file, to } = pool
  const row = await putWords(tell, pool, { host: to.host, port: to.port })
  if (wordIn(row, 'host') !== to.host || figureIn(row, 'port') !== to.port)
    throw notTaken(`PgBouncer did not take the address from ${file}`)
}
