/**
 * A repository of files. A backup without Howdah's own words is damaged; a backup whose words are not signed by this Howdah
 * is another's, or was changed, and is never taken for its own.
 */
import { lstat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupAbout, numberOf, readAbout } from '#cluster/facts/backup/about'
import type { KeptBackup, Repository } from '#cluster/facts/backup/kept-backup'
import { aboutFile, backupsIn, manifestFile, sealedName } from '#cluster/facts/backup/layout'
import { longestManifest } from '#cluster/facts/backup/manifest'
import { isPlainFolder, namesIn } from '#cluster/facts/backup/plain-file'
import { sumOf } from '#cluster/facts/backup/sum-of'
import {
  archivedAt,
  reachOf,
  readArchive,
  stretchesOf,
  type WalStretch,
} from '#cluster/facts/backup/wal'
import type { FileKey, RepositoryConfig, RepositoryKeys } from '#model/cluster'
import type { BackupMarks } from '#model/record/backup-marks'
import type { Genuineness } from '#model/record/genuineness'
import type { KnownRepository } from '#model/view'
import { hasCode } from '#src/errors'
import { encryptedBytes } from '#src/vault/format'
import { noKeys } from '#src/vault/keys'

/** More than a repository holds in many years; a folder with more is not read. */
export const mostBackups = 1_000

export const readRepository = async ({
  marks,
  keys = noKeys,
  ...config
}: KnownRepository): Promise<Repository> => {
  const { folder, archive } = config
  const disk = await statfs(folder).catch(() => null)
  const wal = await readArchive(archive)
  const names = await backupNames(folder, disk !== null)
  const backups: KeptBackup[] = []
  const stretches = stretchesOnce(wal)
  // A manifest may have 100 MB: one after another.
  for (const name of names ?? [])
    if (numberOf(name) > 0) backups.push(await readBackup(config, name, { marks, keys, stretches }))
  return {
    ...config,
    key: keys.backups[0]?.name ?? null,
    trouble: troubleOf(config, disk !== null, names, wal),
    freeBytes: disk && disk.bavail * disk.bsize,
    backups: backups.toSorted((one, other) => numberOf(other.backup) - numberOf(one.backup)),
    unfinished: (names ?? []).filter(name => isUnfinished.test(name)),
  }
}

/** A hidden folder of a backup, or of a removal, with the run and the token. */
const isUnfinished = /^\.full-[1-9][0-9]{0,8}\.[\w.-]{1,60}$/

/** Null where the folder cannot be read. */
const backupNames = async (folder: string, isThere: boolean): Promise<readonly string[] | null> => {
  const names = await namesIn(backupsIn(folder), mostBackups).catch((error: unknown) =>
    // No backup was taken yet.
    isThere && hasCode(error, 'ENOENT') ? [] : null,
  )
  if (names === null || names === 'crowded') return null
  return names.length === 0 || (await isPlainFolder(backupsIn(folder))) ? names : null
}

const troubleOf = (
  { folder, archive }: RepositoryConfig,
  isThere: boolean,
  names: readonly string[] | null,
  wal: readonly string[] | null,
): string | null => {
  if (!isThere || names === null) return `The repository ${folder} cannot be read from here.`
  return wal === null ? `The archive of WAL, ${archive}, cannot be read from here.` : null
}

/** The name of the next backup: the number of the newest and 1, also where the newest is damaged. */
export const nextBackup = ({ backups }: Pick<Repository, 'backups'>): string => {
  const numbers = backups.map(({ backup }) => numberOf(backup))
  return `full-${Math.max(0, ...numbers.filter(number => number < nobodysNumber)) + 1}`
}

/** No repository comes to that: a folder by another hand must not use up the numbers. */
const nobodysNumber = 900_000_000

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
  {
    marks,
    keys,
    stretches: stretchesBy,
  }: {
    readonly marks: BackupMarks
    readonly keys: RepositoryKeys
    readonly stretches: (segment: number) => readonly WalStretch[] | null
  },
): Promise<KeptBackup> => {
  const place = join(backupsIn(folder), backup)
  const read = await readAbout(place, marks)
  if (read?.about.backup !== backup)
    return {
      backup,
      about: null,
      genuine: 'unsigned',
      damage: [`${aboutFile} is not as Howdah wrote it.`],
      locked: false,
      reach: null,
    }
  const { about, genuine } = read
  const stretches = stretchesBy(about.segment)
  const reach = stretches && reachOf(about, stretches)
  return {
    backup,
    about,
    genuine,
    // Strange files may be of any size, and are not read further.
    damage:
      genuine === 'genuine' ? await damageOf(place, about, keys.backups) : [originWords[genuine]],
    locked: isWithoutKey(about, keys.backups),
    reach: reach && {
      ...reach,
      until: reach.last === null ? null : await archivedAt(archive, reach.last),
    },
  }
}

/** Damage too: such a backup is never chosen by itself. */
const originWords: Readonly<Record<Exclude<Genuineness, 'genuine'>, string>> = {
  unsigned: `This Howdah did not take it: ${aboutFile} has no signature.`,
  forged: `${aboutFile} is not signed by this Howdah: it was changed since, or another Howdah took the backup.`,
}

const isWithoutKey = ({ key }: BackupAbout, keys: readonly FileKey[]): boolean =>
  key !== undefined && !keys.some(({ name }) => name === key)

/** Sizes, and the sum of the manifest; whether every byte is right takes a reading of the whole. */
const damageOf = async (
  place: string,
  about: BackupAbout,
  keys: readonly FileKey[],
): Promise<readonly string[]> => {
  const { system, backup, key } = about
  if (isWithoutKey(about, keys))
    return [`It is encrypted with the key ${key}, which the inventory does not give.`]
  const wanted = { name: sealedName(system, backup, manifestFile), keys, key }
  const sum =
    about.manifest === null ? null : await sumOf(join(place, manifestFile), longestManifest, wanted)
  const archives = await Promise.all(
    Object.entries(about.archives).map(async ([file, bytes]) => {
      const size = await lstat(join(place, file)).then(
        found => (found.isFile() ? found.size : null),
        () => null,
      )
      if (size === null) return [`${file} is missing.`]
      return size === (key === undefined ? bytes : encryptedBytes(bytes))
        ? []
        : [`${file} has another size than it was written with.`]
    }),
  )
  return [
    ...(sum === about.manifest ? [] : [`${manifestFile} is not as PostgreSQL wrote it.`]),
    ...archives.flat(),
  ]
}
