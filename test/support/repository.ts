/** A repository of files for a test, and the server that archives its WAL there. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { binaries } from '#local/postgres/binaries'
import { systemUser } from '#local/postgres/system-user'
import { endClones } from '#test/support/clones'
import { native } from '#test/support/majors'
import { type TestServer, testServer } from '#test/support/postgres'
import { observer } from '#test/support/profile'

export interface TestRepository {
  readonly folder: string
  readonly archive: string
  /** Where clones lie; their servers are stopped after the tests of the file. */
  readonly clones: string
  /** Names of the archived files. */
  archived(): readonly string[]
  /** Names in the folder of backups, sorted; unfinished ones begin with a dot. */
  backups(): readonly string[]
}

/** Removed after the tests of the file. */
export const testRepository = (): TestRepository => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-repository-'))
  const [archive, clones] = [join(folder, 'wal'), join(folder, 'clones')]
  afterAll(async () => {
    await endClones(clones)
    rmSync(folder, { recursive: true, force: true })
  })
  chmodSync(folder, 0o755)
  const user = systemUser()
  for (const one of [archive, clones]) {
    mkdirSync(one)
    if (user) chownSync(one, user.uid, user.gid)
  }
  return {
    folder,
    archive,
    clones,
    archived: () => readdirSync(archive),
    backups: () => {
      try {
        return readdirSync(join(folder, 'backups')).sort()
      } catch {
        return []
      }
    },
  }
}

/** The cluster of a test whose base backups lie in the repository. */
export const backedUpTo = ({ folder }: Pick<TestRepository, 'folder'>, more: object = {}) => ({
  credentials: {
    observe: `${observer}:${observer}`,
    ddl: 'howdah:howdah',
    backup: 'keeper:keeper',
  },
  backup: { folder, ...more },
})

/** The same, with clones, made by the programs of the major under test. */
export const clonedFrom = async (repository: TestRepository) =>
  backedUpTo(repository, {
    clones: { folder: repository.clones, programs: join(await binaries(native), 'bin') },
  })

/** A server that archives into `repository`, with the login `keeper` for base backups. */
export const archivingServer = async (
  { archive }: Pick<TestRepository, 'archive'>,
  more: Readonly<Record<string, string>> = {},
): Promise<TestServer> => {
  const server = await testServer({
    log_statement: 'all',
    log_replication_commands: 'on',
    archive_mode: 'on',
    archive_library: 'basic_archive',
    'basic_archive.archive_directory': archive,
    ...more,
  })
  await server.run('postgres', `create role keeper login replication password 'keeper'`)
  return server
}

/** Resolves when all that the server wrote so far is archived; gives the name of the last file. */
export const archiveAll = async (
  server: TestServer,
  { archived }: Pick<TestRepository, 'archived'>,
): Promise<string> => {
  const [row] = await server.query<{ name: string }>(
    'postgres',
    'select pg_walfile_name(pg_current_wal_insert_lsn()) as name',
  )
  await server.run('postgres', 'select pg_switch_wal()')
  const name = row?.name ?? ''
  await vi.waitUntil(() => archived().includes(name), { timeout: 110_000 })
  return name
}
