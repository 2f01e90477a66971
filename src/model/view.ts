/** What `look` may use: reads with the observe credential, and trials that are rolled back. It has no way to act. */
import type { ClusterAbout } from '#model/cluster'

export interface View {
  readonly cluster: ClusterAbout
  /** The database the command was asked about. */
  readonly database: string
  /** The primary, in `database`. */
  readonly primary: Reader
  /** Every node that answers, primary first; each reads `database`. */
  readonly nodes: readonly NodeView[]
  /** Nodes of the inventory that do not answer, by name: what we cannot know. */
  readonly unreachable: readonly string[]
  /** Tries statements on the primary, with temporary tables only, and takes all back: what `attempt` found, or what PostgreSQL has against one. */
  tryOut<Found>(attempt: (read: Reader['read']) => Promise<Found>): Promise<Found | Objection>
}

/** PostgreSQL's no, in its own words. */
export interface Objection {
  readonly kind: 'objection'
  /** SQLSTATE. */
  readonly code: string
  readonly message: string
  /** Its hint, or else its detail. */
  readonly hint: string | null
}

export interface NodeView {
  readonly name: string
  readonly role: 'primary' | 'replica'
  readonly reader: Reader
  /** Free bytes where a tablespace lies, null for the database's own; null when that cannot be seen from here. */
  freeDisk(tablespace: string | null): Promise<number | null>
  /** Where its WAL goes, beside that tablespace; null when that cannot be seen from here. */
  walDisk(tablespace: string | null): Promise<WalDisk | null>
}

export interface WalDisk {
  readonly freeBytes: number
  /** Whether the tablespace lies there too. */
  readonly shared: boolean
}

/** One read in a read-only session, extended protocol, 10 s statement timeout. */
export interface Reader {
  read<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}
