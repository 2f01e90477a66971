/** Looks whether a restored copy is whole: the LSN that its replay reached, and the B-trees of every database by amcheck. */
import type { Client } from 'pg'
import type { CopyServer } from '#cluster/drivers/drill/server'
import type { DrillEvidence } from '#cluster/facts/backup/drills'

export type Examined = Pick<DrillEvidence, 'databases' | 'indexes' | 'damaged' | 'reached'>

const mostDamaged = 20

export const examine = async (copy: CopyServer, stop: AbortSignal): Promise<Examined> => {
  const first = await copy.connect('template1')
  const { rows } = await first.query<{ reached: string; names: readonly string[] }>(
    `select pg_last_wal_replay_lsn()::text as reached,
       array(select datname::text from pg_database where datallowconn and not datistemplate order by 1) as names`,
  )
  await first.end()
  const [{ reached, names } = { reached: '0/0', names: [] }] = rows
  let indexes = 0
  let damaged: string[] | null = []
  for (const name of names) {
    const client = await copy.connect(name)
    try {
      const schema = await schemaOfAmcheck(client)
      if (schema === null) {
        damaged = null
        continue
      }
      for (const { oid, index } of await btreesOf(client)) {
        stop.throwIfAborted()
        indexes += 1
        const found = await client
          .query(`select ${schema}.bt_index_check($1::regclass)`, [oid])
          .then(() => null, asWords)
        if (found !== null && damaged && damaged.length < mostDamaged)
          damaged.push(`${index} in ${name}: ${found}`)
      }
    } finally {
      await client.end().catch(() => {})
    }
  }
  return { reached, databases: names.length, indexes, damaged }
}

const asWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Quoted; null where amcheck is not installed on this machine. */
const schemaOfAmcheck = async (client: Client): Promise<string | null> => {
  try {
    await client.query('create extension if not exists amcheck')
  } catch {
    return null
  }
  const { rows } = await client.query<{ schema: string }>(
    `select quote_ident(n.nspname) as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'amcheck'`,
  )
  return rows[0]?.schema ?? null
}

const btreesOf = async (
  client: Client,
): Promise<readonly { readonly oid: string; readonly index: string }[]> =>
  (
    await client.query<{ oid: string; index: string }>(
      `select c.oid::text, format('%I.%I', n.nspname, c.relname) as index
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_am a on a.oid = c.relam
       where a.amname = 'btree' and i.indisvalid and i.indisready and c.relkind = 'i' and c.relpersistence = 'p'`,
    )
  ).rows
