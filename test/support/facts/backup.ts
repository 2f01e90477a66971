/** Facts about backups of cluster `shop`: a repository with one backup, and a server that archives. */

import type { BackupAbout } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import type { BackupFacts } from '#cluster/facts/backup/look'
import type { BackupServer } from '#cluster/facts/backup/server'
import type { StanzaConfig } from '#model/cluster'
import type { VerifiedBackup } from '#model/record/verified-backup'

const system = '7500000000000000001'

export const backupAbout = (more: Partial<BackupAbout> = {}): BackupAbout => ({
  format: 2,
  backup: 'full-1',
  cluster: 'shop',
  node: 'shop-1',
  run: 'r-1234567',
  system,
  server: '18.4',
  segment: 16 * 1_024 ** 2,
  timeline: 1,
  startLsn: '0/2000028',
  endLsn: '0/2000158',
  startedAt: '2026-11-30T02:00:00.000Z',
  endedAt: '2026-11-30T02:00:12.000Z',
  archives: { 'base.tar': 400 * 1_024 ** 2 },
  tablespaces: {},
  files: 1_012,
  manifest: 'a'.repeat(64),
  superuser: 'postgres',
  needs: { max_connections: 100 },
  ...more,
})

export const keptBackup = (more: Partial<KeptBackup> = {}): KeptBackup => ({
  backup: 'full-1',
  about: backupAbout(),
  genuine: 'genuine',
  damage: [],
  locked: false,
  reach: {
    missing: [],
    last: '000000010000000000000005',
    after: null,
    until: '2026-11-30T02:07:00.000Z',
  },
  ...more,
})

export const repositoryOf = (more: Partial<Repository> = {}): Repository => ({
  folder: '/backup',
  archive: '/backup/wal',
  key: null,
  trouble: null,
  freeBytes: 20 * 1_024 ** 3,
  backups: [keptBackup()],
  unfinished: [],
  ...more,
})

export const backupServer = (more: Partial<BackupServer> = {}): BackupServer => ({
  archiveMode: 'on',
  archives: true,
  lastArchived: '000000010000000000000005',
  lastArchivedAt: '2026-11-30T02:07:00.000Z',
  failing: null,
  failingSince: null,
  bytes: 400 * 1_024 ** 2,
  freeSenders: 7,
  mayReplicate: true,
  grant: 'ALTER ROLE keeper REPLICATION',
  ...more,
})

export const backupFacts = (more: Partial<BackupFacts> = {}): BackupFacts => ({
  cluster: 'shop',
  database: 'shop',
  node: 'shop-1',
  system,
  login: 'keeper',
  server: backupServer(),
  repository: repositoryOf(),
  archivesThere: true,
  archivesEncrypted: false,
  verified: [],
  ...more,
})

/** A reading of full-1. */
export const verifiedBackup = (more: Partial<VerifiedBackup> = {}): VerifiedBackup => ({
  backup: 'full-1',
  manifest: 'a'.repeat(64),
  at: '2026-11-30T03:00:00.000Z',
  run: 'r-7654321',
  wrong: null,
  ...more,
})

export const stanza: StanzaConfig = {
  stanza: 'shop',
  config: '/etc/pgbackrest/pgbackrest.conf',
  program: '/usr/bin/pgbackrest',
  host: null,
}
