/** Where things lie in a repository that is a folder. */
import { join } from 'node:path'

export const backupsIn = (folder: string): string => join(folder, 'backups')

/** The name of an unfinished backup begins with a dot, unlike the name of any backup. */
export const unfinishedPrefix = (backup: string, run: string): string => `.${backup}.${run}.`

export const manifestFile = 'backup_manifest'

/** The name that a file of a backup is encrypted by: in the place of another file nobody can decrypt the file. */
export const sealedName = (system: string, backup: string, file: string): string =>
  `backups/${system}/${backup}/${file}`

/** The same for a file of WAL, or the history of a timeline. */
export const sealedWalName = (file: string): string => `wal/${file}`

/** Howdah's own words about a backup; written last, before the folder gets the backup's name. */
export const aboutFile = 'backup.json'

/** The archive of the data folder, or of a tablespace. */
export const archiveFile = (tablespace: string | null): string => `${tablespace ?? 'base'}.tar`
