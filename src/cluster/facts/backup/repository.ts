/** A repository of files. A backup without Howdah's own words is damaged. */
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupAbout, backupSchema, numberOf } from '#cluster/facts/backup/about'
import { aboutFile, backupsIn, manifestFile } from '#cluster/facts/backup/layout'
import { readManifest } from '#cluster/facts/backup/manifest'
import {
  archivedAt,
  reachOf,
  readArchive,
  stretchesOf,
  type WalReach,
  type WalStretch,
} from '#cluster/facts/backup/wal'
import type { RepositoryConfig } from '#model/cluster'
import { hasCode } from '#src/errors'

export interface Repository extends RepositoryConfig {
  /** Why the repository cannot be read, in a sentence; null where reading works. */
  readonly trouble: string | null
  /** Of the folder's disk; null where the folder cannot be read. */
  readonly freeBytes: number | null
  /** The newest first. */
  readonly backups: readonly KeptBackup[]
  /** Names of folders that are no backups yet, or never will be. */
  readonly unfinished: readonly string[]
}

export interface KeptBackup {
  readonly backup: string
  /** Null where Howdah's own words are missing or damaged. */
  readonly about: BackupAbout | null
  /** Trouble with the backup, in sentences. */
  readonly damage: readonly string[]
  /** By the WAL that is archived; null where the archive cannot be read. */
  readonly reach: (WalReach & { readonly until: string | null }) | null
}

export const readRepository = async (config: RepositoryConfig): Promise<Repository> => {
  const { folder, archive } = config
  const disk = await statfs(folder).catch(() => null)
  const wal = await readArchive(archive)
  const names = await readdir(backupsIn(folder)).catch((error: unknown) =>
    // No backup was taken yet.
    disk !== null && hasCode(error, 'ENOENT') ? [] : null,
  )
  const trouble =
    disk === null || names === null
      ? `The repository ${folder} cannot be read from here.`
      : wal === null
        ? `The archive of WAL, ${archive}, cannot be read from here.`
        : null
  const kept = (names ?? []).filter(name => numberOf(name) > 0)
  const stretches = stretchesOnce(wal)
  const backups: KeptBackup[] = []
  // A manifest may have 100 MB: one after another.
  for (const name of kept) backups.push(await readBackup(config, name, stretches))
  return {
    ...config,
    trouble,
    freeBytes: disk && disk.bavail * disk.bsize,
    backups: backups.toSorted((one, other) => numberOf(other.backup) - numberOf(one.backup)),
    unfinished: (names ?? []).filter(name => name.startsWith('.')),
  }
}

/** The name of the next backup: the number of the newest and 1, also where the newest is damaged. */
export const nextBackup = ({ backups }: Pick<Repository, 'backups'>): string =>
  `full-${numberOf(backups[0]?.backup ?? '') + 1}`

/** By the size of a file of WAL, which all backups of a server share; null for an archive that cannot be read. */
const stretchesOnce = (names: readonly string[] | null) => {
  const known = new Map<number, readonly WalStretch[]>()
  return (segment: number): readonly WalStretch[] | null => {
    if (names === null) return null
    const found = known.get(segment) ?? stretchesOf(names, segment)
    known.set(segment, found)
    return found
  }
}

const readBackup = async (
  { folder, archive }: RepositoryConfig,
  backup: string,
  stretchesBy: (segment: number) => readonly WalStretch[] | null,
): Promise<KeptBackup> => {
  const place = join(backupsIn(folder), backup)
  const about = await readAbout(place)
  if (about?.backup !== backup)
    return {
      backup,
      about: null,
      damage: [`${aboutFile} is not as Howdah wrote it.`],
      reach: null,
    }
  const stretches = stretchesBy(about.segment)
  const reach = stretches && reachOf(about, stretches)
  return {
    backup,
    about,
    damage: await damageOf(place, about),
    reach: reach && {
      ...reach,
      until: reach.last === null ? null : await archivedAt(archive, reach.last),
    },
  }
}

export const readAbout = async (place: string): Promise<BackupAbout | null> => {
  try {
    return backupSchema.parse(JSON.parse(await readFile(join(place, aboutFile), 'utf8')))
  } catch {
    return null
  }
}

/** Sizes and the manifest's own sum; whether every byte is right takes a reading of the whole. */
const damageOf = async (place: string, about: BackupAbout): Promise<readonly string[]> => {
  const text = await readFile(join(place, manifestFile), 'utf8').catch(() => '')
  const manifest = readManifest(text)
  const same =
    manifest?.startLsn === about.startLsn &&
    manifest.endLsn === about.endLsn &&
    manifest.files.size === about.files
  const archives = await Promise.all(
    Object.entries(about.archives).map(async ([file, bytes]) => {
      const size = await stat(join(place, file)).then(
        found => found.size,
        () => null,
      )
      if (size === null) return [`${file} is missing.`]
      return size === bytes ? [] : [`${file} has another size than it was written with.`]
    }),
  )
  return [...(same ? [] : [`${manifestFile} is not as PostgreSQL wrote it.`]), ...archives.flat()]
}
