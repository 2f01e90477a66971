/** A repository of files for a test, and the server that archives its WAL there. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { systemUser } from '#local/postgres/system-user'
import { endClones } from '#test/support/clones'
import { type TestServer, testServer } from '#test/support/postgres'

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
