/** A database of a PgBouncer, with its pools. */

export interface PooledDatabase {
  readonly pooler: string
  readonly name: string
  /** The node that the database leads to; null where the inventory knows no such address. */
  readonly node: string | null
  /** By the words of PgBouncer; no host stands for a socket. */
  readonly address: { readonly host: string; readonly port: string }
  /** Servers for each user. */
  readonly size: number
  /** Further servers for each user after a wait. */
  readonly reserve: number
  readonly paused: boolean
  /** By the line of the database, or the default of PgBouncer; a user may have a different mode. */
  readonly mode: string | null
  /** The name of the database on the node. */
  readonly leadsTo: string
  /** A row for each user with a connection. */
  readonly pools: readonly UserPool[]
}

export interface UserPool {
  readonly user: string
  readonly active: number
  readonly waiting: number
  readonly busy: number
  readonly idle: number
  readonly longestWaitSeconds: number
  readonly mode: string | null
}
