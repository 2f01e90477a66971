/** Where things lie in a repository that is a folder. */
import { join } from 'node:path'

export const backupsIn = (folder: string): string => join(folder, 'backups')

/** The name of an unfinished backup begins with a dot, unlike the name of any backup. */
export const unfinishedPrefix = (backup: string, run: string): string => `.${backup}.${run}.`

export const manifestFile = 'backup_manifest'

/** Howdah's own words about a backup; written last, before the folder gets the backup's name. */
export const aboutFile = 'backup.json'

/** The archive of the data folder, or of a tablespace. */
export const archiveFile = (tablespace: string | null): string => `${tablespace ?? 'base'}.tar`
