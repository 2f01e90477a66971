import type { KeyObject } from 'node:crypto'

/** A managed cluster: environment, provider, and the servers that a plan is for. */
export interface ClusterAbout {
  readonly name: string
  /** The source of a clone; left out for a cluster that is no clone. */
  readonly cloneOf?: string
  readonly environment: Environment
  readonly provider: Provider
  /** Howdah's logins that are superusers, or may become one (refused in production). */
  readonly superusers: readonly { readonly login: string; readonly superuser: string }[]
  /** Major version of the primary, e.g. 18. */
  readonly version: number
  /** The login role of each duty; null for a duty without a login. */
  readonly logins: {
    readonly observe: string
    readonly maintain: string | null
    readonly ddl: string | null
    readonly ha: string | null
    readonly backup: string | null
  }
  /** The inventory's pattern for names of indexes; null for PostgreSQL's own. */
  readonly indexNaming: string | null
}

export type Environment = 'production' | 'staging' | 'sample'

export const providers = [
  'self-managed',
  'patroni',
  'cloudnativepg',
  'rds',
  'cloud-sql',
  'azure',
] as const

export type Provider = (typeof providers)[number]

/** A repository of files, by paths of Howdah's machine; with `stanza` a repository of pgBackRest, and words for people in place of the paths. */
export interface RepositoryConfig {
  readonly folder: string
  /** Where the server archives its WAL. */
  readonly archive: string
  readonly stanza?: StanzaConfig
  /** Where backups are restored to; left out for nowhere. */
  readonly clones?: ClonePlace
  /** How the server archives by Howdah's program; left out where nobody said the paths. */
  readonly archiver?: Archiver
  /** Left out where nothing is encrypted. */
  readonly keys?: RepositoryKeys
  /** Left out where the inventory says nothing of drills. */
  readonly drills?: DrillsConfig
}

/** The program that archives WAL, by paths of the server's machine. */
export interface Archiver {
  readonly node: string
  readonly program: string
  readonly archive: string
  /** The file that holds the key; null for none. */
  readonly key: string | null
}

/** A key for files of one purpose. Node prints no secret of a KeyObject, and JSON has none. */
export interface FileKey {
  /** The inventory's name for the key, and 16 hex digits derived from the secret: `vault-1.3fa9c2d41b7e60aa`. */
  readonly name: string
  readonly secret: KeyObject
}

/** The keys of a repository: the first one encrypts, all of them decrypt. */
export interface RepositoryKeys {
  readonly backups: readonly FileKey[]
  /** Keys of their own, as the server that archives and the server of a clone need no others. */
  readonly wal: readonly FileKey[]
}

/** The backups of one cluster in pgBackRest. */
export interface StanzaConfig {
  readonly stanza: string
  /** Paths of the machine: the configuration of pgBackRest, and the program. */
  readonly config: string
  readonly program: string
  /** The machine, for ssh: `postgres@db-1`; null for Howdah's own. */
  readonly host: string | null
  /** Left out where ssh finds all by itself. */
  readonly ssh?: SshConfig
}

/** How ssh reaches a machine; ssh's own default for each missing key. */
export interface SshConfig {
  readonly port?: number
  /** Files of Howdah's machine: the private key to log in with, and the keys of the hosts. */
  readonly key?: string
  readonly knownHosts?: string
}

/** Restore drills of a cluster, as the inventory wants drills. */
export interface DrillsConfig {
  /** A good drill is missed after this time; null where none is expected. */
  readonly everyMinutes: number | null
  /** How long people take to notice a loss and to approve a restore. */
  readonly noticeMinutes: number
  readonly queries: readonly DrillQuery[]
}

/** A query that a restored clone has to answer as expected. */
export interface DrillQuery {
  readonly name: string
  /** Gives a single value. */
  readonly sql: string
  /** `> 0`, `= paid`. */
  readonly expect: string
}

/** Where clones lie on Howdah's machine. */
export interface ClonePlace {
  readonly folder: string
  /** The folder with the program `postgres`, of the cluster's major. */
  readonly programs: string
  /** How many bytes all clones together may have; null for no limit. */
  readonly quota: number | null
  /** Whether Howdah may stop the server of the cluster, and put a clone in place. */
  readonly inPlace: boolean
}

/** The servers that a plan is for; part of the fingerprint. */
export interface Target {
  readonly systemIdentifier: string
  /** From the WAL position: the control file lags after a promotion. */
  readonly timeline: number
  /** The primary, and every other node that the plan acts on. */
  readonly nodes: readonly TargetNode[]
}

export interface TargetNode {
  readonly name: string
  readonly endpoint: string
  readonly role: 'primary' | 'replica'
}

/** A cluster's present state. */
export interface ClusterSummary {
  readonly name: string
  readonly environment: string
  /** Nodes that answer. */
  readonly nodes: readonly {
    readonly name: string
    readonly role: 'primary' | 'replica'
    /** Bytes of WAL that a replica has yet to replay. */
    readonly behindBytes: number | null
  }[]
  /** Trouble, in sentences. */
  readonly trouble: readonly string[]
}
