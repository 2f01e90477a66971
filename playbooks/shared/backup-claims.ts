/** Claims on parts of a repository: many may read a backup at once, and nobody removes it meanwhile. */
import type { Claim } from '#model/claim'
import type { RepositoryConfig } from '#model/cluster'

export const claimBackup = (
  { folder }: Pick<RepositoryConfig, 'folder'>,
  backup: string,
  mode: Claim['mode'],
): Claim => ({
  on: 'node',
  key: `backups/${folder}/${backup}`,
  label: `${backup} in ${folder}`,
  mode,
})

/** The archived WAL as a whole. */
export const claimWal = (
  { archive }: Pick<RepositoryConfig, 'archive'>,
  mode: Claim['mode'],
): Claim => ({ on: 'node', key: `wal/${archive}`, label: `the WAL in ${archive}`, mode })
