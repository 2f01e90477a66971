/** The control database of local mode, with the two roles it has everywhere. */
import { join } from 'node:path'
import { Client } from 'pg'
import { type PostgresServer, startPostgres } from '#local/postgres/server'
import type { LocalSecrets } from '#local/secrets'

export interface Control {
  readonly server: PostgresServer
  /** As the role that Howdah works with. */
  readonly url: string
  /** As the role that owns the schemas. */
  readonly ownerUrl: string
}

export const startControl = async (
  dir: string,
  { owner, control }: LocalSecrets,
): Promise<Control> => {
  const server = await startPostgres({ dir: join(dir, 'control') })
  const client = new Client({ connectionString: server.url('postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'howdah'`)
    if (rowCount === 0) {
      await client.query(`create role howdah_owner login password '${owner}'`)
      await client.query(`create role howdah login password '${control}'`)
      await client.query('create database howdah owner howdah_owner')
    }
  } finally {
    await client.end()
  }
  return {
    server,
    url: server.url('howdah', 'howdah', control),
    ownerUrl: server.url('howdah', 'howdah_owner', owner),
  }
}
