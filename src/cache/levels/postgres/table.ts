/** The table of the shared level: unlogged, so that values cost no WAL. A crash or a failover empties the table. */
import { type Client, escapeIdentifier, type Pool } from 'pg'

/** The number is the table's format: a later format gets a further table. */
const table = 'entry_1'

/** Of the advisory lock around the creation. */
const creation = 7_240_301

export const tableIn = (schema: string): string =>
  `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`

/** Makes schema and table where missing; the login then needs CREATE on the database. */
export const ensureTable = async (pool: Pool, schema: string): Promise<void> => {
  const name = tableIn(schema)
  const { rows } = await pool.query<{ there: boolean }>(
    'select to_regclass($1) is not null as there',
    [name],
  )
  if (rows[0]?.there === true) return
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [creation])
    for (const statement of statements(schema)) await client.query(statement)
    await client.query('commit')
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

const statements = (schema: string): readonly string[] => [
  `create schema if not exists ${escapeIdentifier(schema)}`,
  `create unlogged table if not exists ${tableIn(schema)} (
    namespace text not null,
    key text not null,
    -- The lease that filled the row; null without a value.
    id uuid,
    payload bytea,
    tags text[] not null,
    refresh_at timestamptz,
    fresh_until timestamptz,
    kept_until timestamptz,
    lease uuid,
    lease_until timestamptz,
    is_paused boolean not null default false,
    -- Whether a process waits for the end of the lease.
    waited boolean not null default false,
    primary key (namespace, key)
  )`,
  `create index if not exists entry_1_tags on ${tableIn(schema)} using gin (tags) where tags <> '{}'`,
  `create index if not exists entry_1_ends on ${tableIn(schema)} (greatest(kept_until, lease_until))`,
]

/** Rows that ended are removed by every process in turn, some at a time. */
export const sweepTable = async (on: Pool | Client, schema: string): Promise<void> => {
  const name = tableIn(schema)
  await on.query(
    `delete from ${name} where (namespace, key) in (
       select namespace, key from ${name}
       where greatest(kept_until, lease_until) < clock_timestamp() limit 1000 for update skip locked)`,
  )
}
