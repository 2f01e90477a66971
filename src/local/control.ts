/** The control database of local mode, with the same two roles as elsewhere. */
import { join } from 'node:path'
import { inDatabase } from '#local/postgres/in-database'
import { startPostgres } from '#local/postgres/server'
import { unlessFound } from '#local/postgres/unless-found'
import type { LocalSecrets } from '#local/secrets'

export interface Control {
  /** The URL of the role that Howdah works with. */
  readonly url: string
  /** The URL of the role that owns the schemas. */
  readonly ownerUrl: string
  stop(): Promise<void>
}

export const startControl = async (
  dir: string,
  { owner, control }: LocalSecrets,
  signal?: AbortSignal,
): Promise<Control> => {
  const server = await startPostgres({ dir: join(dir, 'control'), keepsPort: true, signal })
  try {
    await inDatabase(server.url('postgres'), signal, async client => {
      await unlessFound(client, `select from pg_roles where rolname = 'howdah'`, [
        `create role howdah_owner login password '${owner}'`,
        `create role howdah login password '${control}'`,
      ])
      // CREATE DATABASE cannot run in a transaction.
      await unlessFound(client, `select from pg_database where datname = 'howdah'`, [
        'create database howdah owner howdah_owner',
      ])
    })
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    url: server.url('howdah', 'howdah', control),
    ownerUrl: server.url('howdah', 'howdah_owner', owner),
    stop: () => server.stop(),
  }
}
