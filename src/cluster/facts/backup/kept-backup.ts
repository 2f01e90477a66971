/** A repository and the backups in there, as they were found. */
import type { BackupAbout } from '#cluster/facts/backup/about'
import type { WalReach } from '#cluster/facts/backup/wal'
import type { RepositoryConfig } from '#model/cluster'
import type { Genuineness } from '#model/record/genuineness'

export interface Repository extends Omit<RepositoryConfig, 'keys'> {
  /** The name of the key that encrypts; null where the inventory gives none. */
  readonly key: string | null
  /** Why the repository cannot be read, in a sentence; null where reading works. */
  readonly trouble: string | null
  /** Of the folder's disk; null where the folder cannot be read. */
  readonly freeBytes: number | null
  /** The newest first. */
  readonly backups: readonly KeptBackup[]
  /** Names of folders that are no backups yet, or never will be. */
  readonly unfinished: readonly string[]
  /** Only of a stanza of pgBackRest. */
  readonly told?: ToldStanza
}

/** What pgBackRest tells of a stanza. */
export interface ToldStanza {
  /** False where the stanza is not in the repository yet. */
  readonly made: boolean
  /** `none`, `aes-256-cbc`. */
  readonly cipher: string
  /** By name of the server's file, when it came into the archive; null where the archive cannot be read. */
  readonly archived: ReadonlyMap<string, string | null> | null
}

export interface KeptBackup {
  readonly backup: string
  /** What the folder says of the backup; null where that is missing or damaged. */
  readonly about: BackupAbout | null
  /** Whether this Howdah wrote that. */
  readonly genuine: Genuineness
  /** Trouble with the backup, in sentences. */
  readonly damage: readonly string[]
  /** Whether the inventory lacks the key that has encrypted the backup. */
  readonly locked: boolean
  /** By the WAL that is archived; null where the archive cannot be read. */
  readonly reach: (WalReach & { readonly until: string | null }) | null
  /** Only of a backup in a stanza of pgBackRest. */
  readonly taken?: TakenBackup
}

export interface TakenBackup {
  readonly type: 'full' | 'diff' | 'incr'
  /** The backup that this one builds on; null for a full one. */
  readonly prior: string | null
  /** The run of Howdah that took the backup; null for one that somebody else took. */
  readonly run: string | null
  /** Bytes in the repository; null where pgBackRest does not tell. */
  readonly stored: number | null
}
