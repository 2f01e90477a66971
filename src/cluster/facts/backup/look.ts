/** Facts that a base backup depends on: the repository, the server's archiving, and the login. */
import { join } from 'node:path'
import type { Repository } from '#cluster/facts/backup/kept-backup'
import { isEncrypted } from '#cluster/facts/backup/kept-file'
import { readRepository } from '#cluster/facts/backup/repository'
import { type BackupServer, lookAtBackupServer } from '#cluster/facts/backup/server'
import { archivedAt } from '#cluster/facts/backup/wal'
import { readStanza } from '#cluster/facts/pgbackrest/repository'
import type { Remembered } from '#model/record/remembered'
import type { VerifiedBackup } from '#model/record/verified-backup'
import type { KnownRepository, View } from '#model/view'

export interface BackupFacts {
  readonly cluster: string
  readonly database: string
  /** The primary. */
  readonly node: string
  /** Identifier of the database system; null where the login may not ask. */
  readonly system: string | null
  readonly login: string | null
  readonly server: BackupServer
  /** Null where the inventory names none. */
  readonly repository: Repository | null
  /** Whether the newest archived file of WAL lies in the repository's archive; null without such a file. */
  readonly archivesThere: boolean | null
  /** Whether that file is encrypted; null without such a file. */
  readonly archivesEncrypted: boolean | null
  /** Backups that were read as a whole, the newest reading first. */
  readonly verified: readonly VerifiedBackup[]
}

export const lookAtBackups = async (
  view: View,
  known: Pick<Remembered, 'verified'>,
): Promise<BackupFacts> => {
  const login = view.cluster.logins.backup
  const server = await lookAtBackupServer(view.primary, login)
  const repository = view.repository && (await repositoryOf(view, view.repository))
  const newest =
    repository &&
    !repository.told &&
    server.lastArchived &&
    join(repository.archive, server.lastArchived)
  return {
    cluster: view.cluster.name,
    database: view.database,
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    system: view.system,
    login,
    server,
    repository,
    archivesThere:
      repository && server.lastArchived !== null
        ? await hasArrived(repository, server.lastArchived)
        : null,
    archivesEncrypted: newest ? await isEncrypted(newest) : null,
    verified: await known.verified(),
  }
}

const repositoryOf = async (view: View, known: KnownRepository): Promise<Repository> =>
  known.stanza ? readStanza(known, known.stanza, view) : readRepository(known)

const hasArrived = async ({ archive, told }: Repository, name: string): Promise<boolean | null> =>
  told ? told.archived && told.archived.has(name) : (await archivedAt(archive, name)) !== null
