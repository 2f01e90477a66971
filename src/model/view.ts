/**
 * A view is all that `look` may use: reads with the observe credential, and trials that are rolled back. A
 * view cannot act.
 */
import type { ReadingTool } from '#model/actions/host/tools'
import type { ClusterAbout, RepositoryConfig } from '#model/cluster'
import type { KnownPooler } from '#model/pool/known-pooler'
import type { BackupMarks } from '#model/record/backup-marks'

export interface View {
  readonly cluster: ClusterAbout
  /** The database the command was asked about. */
  readonly database: string
  /** The primary, in `database`. */
  readonly primary: Reader
  /** The identifier of the database system; null where the login may not ask. */
  readonly system: string | null
  /** Of the primary. */
  readonly timeline: number
  /** Where base backups and WAL of the cluster are kept; null for nowhere. */
  readonly repository: KnownRepository | null
  /** Every node that answers, primary first; each reads `database`. */
  readonly nodes: readonly NodeView[]
  /** Nodes of the inventory to which there is no connection. */
  readonly unreachable: readonly Unreachable[]
  readonly clones: Clones
  /** Every node of the inventory, whether it answers or not. */
  readonly addresses: readonly {
    readonly name: string
    readonly host: string
    readonly port: number
  }[]
  /** The PgBouncers that the inventory names. */
  readonly poolers: readonly KnownPooler[]
  /** The Patroni of each node of the view, unreachable nodes included; left out where the inventory names no address. */
  readonly patroni?: readonly PatroniReader[]
  /**
   * Tries statements on the primary, with temporary tables only, and rolls back. Gives the result of
   * `attempt`, or PostgreSQL's objection to a statement.
   */
  tryOut<Found>(attempt: (read: Reader['read']) => Promise<Found>): Promise<Found | Objection>
  /** Signs in to every node that answers as each login that acts, and out again; empty on a cluster that is observed only. */
  signIn(): Promise<readonly SignIn[]>
}

/** Reads from the REST API of a node's Patroni, without a login. */
export interface PatroniReader {
  /** Names of the node in the inventory, and in Patroni. */
  readonly node: string
  readonly member: string
  /** Resolves with the JSON, whatever the status; throws a Failure where no JSON comes in time. */
  get(path: '/patroni' | '/cluster' | '/config'): Promise<unknown>
}

/** A repository with the way to tell Howdah's own backups from others. */
export interface KnownRepository extends RepositoryConfig {
  readonly marks: BackupMarks
  /** Asks pgBackRest; left out for a repository of files. */
  readonly ask?: (tool: ReadingTool) => Promise<{ readonly out: string; readonly err: string }>
  /**
   * Fetches WAL from pgBackRest on Howdah's machine; left out for other repositories. `data` is a data folder of the
   * database system, null for the folder in pgBackRest's configuration.
   */
  readonly fetchWal?: (data: string | null) => Promise<FetchedWal>
}

/** WAL of a stanza, a few files at a time in a closed folder. */
export interface FetchedWal {
  readonly folder: string
  /** Resolves once the file is there; throws a Failure with what pgBackRest said. `next` is fetched meanwhile. */
  fetch(name: string, next: string | undefined): Promise<void>
  /** Removes a file that was read. */
  drop(name: string): Promise<void>
  /** Removes the folder. */
  close(): Promise<void>
}

/** The clones of a cluster, of which plans for the cluster may read. */
export interface Clones {
  readonly names: readonly string[]
  /** A clone has a single node, in recovery or not. Null for a cluster that is no clone of this one. */
  view(name: string, database: string): Promise<View | null>
}

/** A cluster without a single primary: no plan is made, and each node is looked at separately. */
export interface Unclear {
  readonly kind: 'unclear'
  /** The words of the nodes, in sentences. */
  readonly because: string
  readonly instead: string
  /** A view of each node that answers, with that node in the place of the primary. */
  readonly nodes: readonly View[]
}

/** A cluster without an answering node: inventory and repository tell all that is known. */
export interface Away {
  readonly kind: 'away'
  readonly cluster: Pick<ClusterAbout, 'name' | 'environment' | 'logins'>
  readonly database: string
  /** The first node of the inventory. */
  readonly node: string
  readonly repository: KnownRepository | null
  /** The words about the nodes, in sentences. */
  readonly because: string
}

/** The answer of a node to a login that acts. */
export interface SignIn {
  readonly login: string
  readonly node: string
  /** Why the login cannot act there, and what to do, in sentences; null where it can. */
  readonly refused: string | null
}

/** PostgreSQL's objection to a statement. */
export interface Objection {
  readonly kind: 'objection'
  /** SQLSTATE. */
  readonly code: string
  readonly message: string
  /** The hint, or else the detail. */
  readonly hint: string | null
  /** True where a function or a row gave the error, so that `message` is Howdah's own. */
  readonly raised: boolean
}

export interface Unreachable {
  readonly name: string
  /** A sentence with the name of the node. */
  readonly because: string
  readonly instead: string
  /** The data directory, by paths of Howdah's machine; left out where the inventory names none. */
  readonly data?: string
}

export interface NodeView {
  readonly name: string
  readonly role: 'primary' | 'replica'
  readonly reader: Reader
  /** Free bytes where a tablespace lies, null for the database's own; null when that cannot be seen from here. */
  freeDisk(tablespace: string | null): Promise<number | null>
  /** The disk of pg_wal, compared with the tablespace's disk; null when not visible from here. */
  walDisk(tablespace: string | null): Promise<WalDisk | null>
  /** Null when not visible from here. */
  machine(): Promise<Machine | null>
}

/** The machine of a node. */
export interface Machine {
  readonly memoryBytes: number
  readonly cores: number
}

export interface WalDisk {
  readonly freeBytes: number
  /** Whether the tablespace lies there too. */
  readonly shared: boolean
}

/** Reads in a read-only session, extended protocol, 10 s statement timeout. */
export interface Reader {
  read<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}
