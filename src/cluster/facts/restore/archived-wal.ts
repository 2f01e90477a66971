/** The archived WAL of a cluster, file by file: in a folder, or fetched from a stanza of pgBackRest. */
import { readArchive } from '#cluster/facts/backup/wal'
import type { FileKey } from '#model/cluster'
import type { FetchedWal, KnownRepository } from '#model/view'
import { noKeys } from '#src/vault/keys'

export interface ArchivedWal {
  /** Has a file from `bring` to `leave`. */
  readonly folder: string
  readonly keys: readonly FileKey[]
  /** Names of all files; null where the archive cannot be read. */
  names(): Promise<readonly string[] | null>
  /** Throws a Failure for a file that cannot be had. */
  bring(name: string, next?: string): Promise<void>
  leave(name: string): Promise<void>
}

export const walInFolder = (folder: string, keys: readonly FileKey[]): ArchivedWal => ({
  folder,
  keys,
  names: () => readArchive(folder),
  bring: async () => {},
  leave: async () => {},
})

/** What pgBackRest fetches is decrypted. */
const walOfStanza = (fetched: FetchedWal, archived: readonly string[] | null): ArchivedWal => ({
  folder: fetched.folder,
  keys: [],
  names: async () => archived,
  bring: (name, next) => fetched.fetch(name, next),
  leave: name => fetched.drop(name),
})

export interface WalWanted {
  /** Names that pgBackRest tells; null where its archive cannot be read. */
  readonly archived: readonly string[] | null
  /** A data folder of the database system; null for the folder in pgBackRest's configuration. */
  readonly data: string | null
}

/** Undefined where the archive cannot be read from here. */
export const withArchivedWal = async <Found>(
  { archive, keys = noKeys, stanza, fetchWal }: KnownRepository,
  { archived, data }: WalWanted,
  work: (wal: ArchivedWal) => Promise<Found>,
): Promise<Found | undefined> => {
  if (!stanza) return work(walInFolder(archive, keys.wal))
  const fetched = await fetchWal?.(data)
  if (!fetched) return undefined
  try {
    return await work(walOfStanza(fetched, archived))
  } finally {
    await fetched.close()
  }
}
