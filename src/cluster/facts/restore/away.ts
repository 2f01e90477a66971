/** Facts of a restore where no node of the cluster answers: only the repository is read. */
import type { Repository } from '#cluster/facts/backup/kept-backup'
import { readRepository } from '#cluster/facts/backup/repository'
import type { BackupServer } from '#cluster/facts/backup/server'
import { lookAtClonePlace } from '#cluster/facts/clone/place'
import { walInFolder } from '#cluster/facts/restore/archived-wal'
import type { AwayFacts } from '#cluster/facts/restore/away-facts'
import { backupFor, type FitBackup, wholeBackups } from '#cluster/facts/restore/backup-for'
import type { FoundMoment } from '#cluster/facts/restore/find-moment'
import type { RestoreFacts } from '#cluster/facts/restore/look'
import { readMoments } from '#cluster/facts/restore/read-moments'
import type { CloneTarget } from '#model/clone/target'
import type { RepositoryKeys } from '#model/cluster'
import { noDrills } from '#model/drill/no-drills'
import type { Remembered } from '#model/record/remembered'
import type { Away } from '#model/view'
import { noKeys } from '#src/vault/keys'

export const lookAtRestoreAway = async (
  { cluster: { name, logins }, database, node, repository: known, because }: Away,
  target: CloneTarget | null,
  remembered: Pick<Remembered, 'verified' | 'drills'>,
): Promise<RestoreFacts> => {
  const isOfStanza = known?.stanza !== undefined
  const [repository, place, verified, drills] = await Promise.all([
    known && !isOfStanza ? readRepository(known) : null,
    known?.clones ? lookAtClonePlace(known.clones) : null,
    remembered.verified(),
    remembered.drills(),
  ])
  const system = systemIn(repository)
  const whole = repository ? wholeBackups(repository, { system, verified }) : []
  const { newest, read } = await newestCommit(repository, whole[0], known?.keys ?? noKeys)
  return {
    cluster: name,
    database,
    node,
    system,
    login: logins.backup,
    server: unknownServer,
    repository,
    archivesThere: null,
    archivesEncrypted: null,
    verified,
    place,
    present: {
      now: new Date().toISOString(),
      lsn: read?.to ?? '0/0',
      maySwitch: null,
      switchGrant: null,
    },
    whole,
    chosen: (target ? backupFor(whole, target) : whole[0]) ?? null,
    drills,
    noticeMinutes: (known?.drills ?? noDrills).noticeMinutes,
    away: { because, isOfStanza, newest, read },
  }
}

/** The system of the newest backup that this Howdah took: no other file tells the system of the cluster. */
const systemIn = (repository: Repository | null): string | null =>
  repository?.backups.find(({ genuine, about }) => genuine === 'genuine' && about)?.about?.system ??
  null

const unknownServer: BackupServer = {
  archiveMode: 'on',
  archives: null,
  lastArchived: null,
  lastArchivedAt: null,
  failing: null,
  failingSince: null,
  bytes: 0,
  freeSenders: 0,
  mayReplicate: null,
  grant: null,
}

/** Files of WAL that are read for the last commit, from the end of the archive. */
const mostFiles = 8

const newestCommit = async (
  repository: Repository | null,
  backup: FitBackup | undefined,
  keys: RepositoryKeys,
): Promise<Pick<AwayFacts, 'newest' | 'read'>> => {
  if (!repository || !backup) return { newest: null, read: null }
  const { archive } = repository
  const found: FoundMoment[] = []
  const read = await readMoments(
    {
      wal: walInFolder(archive, keys.wal),
      about: backup.about,
      from: null,
      until: null,
      files: mostFiles,
    },
    record => {
      if (record.kind === 'commit')
        found[0] = { lsn: record.lsn, at: record.at, xid: record.xid, table: null }
      return false
    },
  )
  return { newest: found[0] ?? null, read }
}
