/** The sample cluster `shop`: a primary, a streaming replica, an application and its traffic. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { giveToServers } from '#local/data-root'
import { binaries } from '#local/postgres/binaries'
import { inDatabase } from '#local/postgres/in-database'
import { startReplica } from '#local/postgres/replica'
import { type PostgresServer, startPostgres } from '#local/postgres/server'
import { unlessFound } from '#local/postgres/unless-found'
import { measureLag } from '#local/sample/lag'
import { type Loaded, load } from '#local/sample/load'
import { primaryOf } from '#local/sample/primary-of'
import {
  backupStatements,
  extensionStatements,
  promotionStatements,
  roleStatements,
  type SamplePasswords,
} from '#local/sample/roles'
import { rolesIn } from '#local/sample/roles-in'
import { schemaStatements } from '#local/sample/schema'
import { type SampleTraffic, startTraffic } from '#local/sample/traffic'
import type { ClonePlace, RepositoryConfig } from '#model/cluster'

type NodeName = 'shop-1' | 'shop-2'

export interface SampleCluster {
  readonly nodes: Readonly<Record<NodeName, PostgresServer>>
  /** Where base backups and WAL are kept. */
  readonly repository: RepositoryConfig
  /** Where clones are restored to. */
  readonly clones: Pick<ClonePlace, 'folder' | 'programs'>
  /** Fills an empty cluster and starts the traffic; resolves when all is there. */
  fill(tell: (loaded: Loaded) => void): Promise<SampleTraffic>
  /** The replica's lag in milliseconds; null while the replica does not stream. */
  lag(): Promise<number | null>
  /** Database `shop` on the node that is the primary now, for its application. */
  url(): Promise<string>
  stop(): Promise<void>
}

const settings = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  track_io_timing: 'on',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  // A lost second of a sample is no loss.
  synchronous_commit: 'off',
  jit: 'off',
  // A query must run in a single process for a realistic cost: all processes here share two cores.
  max_parallel_workers_per_gather: 0,
} as const

/** `dir` has a folder for each server, and one for the repository. */
export const startSample = async (
  dir: string,
  passwords: SamplePasswords,
  signal?: AbortSignal,
): Promise<SampleCluster> => {
  const folder = join(dir, 'backup')
  const archive = join(folder, 'wal')
  const clones = { folder: join(dir, 'clones'), programs: join(await binaries(), 'bin') }
  for (const one of [folder, archive, clones.folder]) giveToServers(one)
  const archiving = {
    ...settings,
    archive_mode: 'on',
    'basic_archive.archive_directory': archive,
  }
  const names = await rolesIn(dir)
  await rm(join(dir, names.primary, 'data/standby.signal'), { force: true })
  const primary = await startPostgres({
    dir: join(dir, names.primary),
    settings: archiving,
    keepsPort: true,
    signal,
  })
  try {
    await inDatabase(primary.url('postgres'), signal, async client => {
      await unlessFound(
        client,
        `select from pg_roles where rolname = 'shop_app'`,
        roleStatements(passwords),
      )
      // CREATE DATABASE cannot run in a transaction.
      await unlessFound(client, `select from pg_database where datname = 'shop'`, [
        'create database shop owner shop_app',
      ])
    })
    await inDatabase(primary.url('shop'), signal, async client => {
      for (const [role, statements] of [
        ['howdah_backup', backupStatements],
        ['howdah_ha', promotionStatements],
      ] as const)
        await unlessFound(
          client,
          `select from pg_roles where rolname = '${role}'`,
          statements(passwords),
        )
    })
    const replica = await startReplica({
      dir: join(dir, names.replica),
      primary,
      slot: names.replica.replace('-', '_'),
      settings: archiving,
      keepsPort: true,
      signal,
    })
    return sampleOf(
      {
        started: { primary, replica },
        nodes:
          names.primary === 'shop-1'
            ? { 'shop-1': primary, 'shop-2': replica }
            : { 'shop-1': replica, 'shop-2': primary },
        repository: { folder, archive },
        clones,
      },
      passwords,
      signal,
    )
  } catch (error) {
    await primary.stop()
    throw error
  }
}

const sampleOf = (
  {
    started: { primary, replica },
    nodes,
    repository,
    clones,
  }: Pick<SampleCluster, 'nodes' | 'repository' | 'clones'> & {
    readonly started: { readonly primary: PostgresServer; readonly replica: PostgresServer }
  },
  { application }: SamplePasswords,
  signal: AbortSignal | undefined,
): SampleCluster => {
  const urls = [primary, replica].map(server => server.url('shop', 'shop_app', application))
  let traffic: SampleTraffic | undefined
  return {
    nodes,
    repository,
    clones,
    async fill(tell) {
      await inDatabase(primary.url('shop'), signal, async client => {
        const isNew = await fillOnce(client, tell)
        await client.query('reset role')
        await archiveFromNow(client, repository.archive, signal)
        // The loading must not show up as a slow query.
        if (isNew) await client.query('select pg_stat_statements_reset()')
      })
      await archiveAfterPromotion(replica, signal)
      traffic = startTraffic(urls)
      return traffic
    },
    lag: () =>
      inDatabase(primary.url('postgres'), signal, here =>
        inDatabase(replica.url('postgres'), signal, there => measureLag(here, there)),
      ),
    url: () => primaryOf(urls),
    async stop() {
      await traffic?.stop()
      await replica.stop()
      await primary.stop()
    },
  }
}

/** Fills the database once: the table `filled`, created last, marks the end. False where the database was filled. */
const fillOnce = async (client: Client, tell: (loaded: Loaded) => void): Promise<boolean> => {
  const { rows } = await client.query<{ filled: boolean }>(
    `select to_regclass('filled') is not null as filled`,
  )
  if (rows[0]?.filled) return false
  for (const statement of discardWal) await client.query(statement)
  await client.query('drop schema public cascade')
  await client.query('create schema public authorization shop_app')
  await client.query('grant usage on schema public to public')
  await client.query('drop extension if exists pg_stat_statements')
  for (const statement of extensionStatements) await client.query(statement)
  await client.query('set role shop_app')
  for (const statement of schemaStatements) await client.query(statement)
  await load(client, tell)
  await client.query('create table filled (at timestamptz not null default now())')
  return true
}

/** The WAL of the loading is several times the data, and no base backup needs that WAL. */
const discardWal = [`alter system set archive_command = 'true'`, 'select pg_reload_conf()']

/** basic_archive comes with PostgreSQL, and puts a file into the archive whole and on disk, or not at all. */
const library = `archive_library = 'basic_archive'\n`

/** In the server's own file: by ALTER SYSTEM the library would be told as a change past Howdah. */
const keepLibrary = async (client: Client): Promise<void> => {
  const { rows } = await client.query<{ config_file: string }>('show config_file')
  const file = rows[0]?.config_file ?? ''
  if (!readFileSync(file, 'utf8').includes(library)) appendFileSync(file, library)
}

/** The replica was copied before the primary archived, and may be the primary one day. */
const archiveAfterPromotion = (
  replica: PostgresServer,
  signal: AbortSignal | undefined,
): Promise<void> =>
  inDatabase(replica.url('postgres'), signal, async client => {
    await keepLibrary(client)
    await client.query('alter system reset archive_command')
    await client.query('select pg_reload_conf()')
  })

const archiveFromNow = async (
  client: Client,
  archive: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  await keepLibrary(client)
  for (const statement of [
    'alter system reset archive_command',
    'alter system reset archive_library',
    'select pg_reload_conf()',
  ])
    await client.query(statement)
  // The archiver hears of the reload in a moment of its own, and may still throw a file away.
  for (let tries = 0; tries < mostTries && readdirSync(archive).length === 0; tries += 1) {
    await client.query(`select pg_create_restore_point('archived from here')`)
    await client.query('select pg_switch_wal()')
    await sleep(1_000, undefined, signal ? { signal } : {})
  }
}

/** A file of WAL each, of 16 MB. */
const mostTries = 20
