/** A PgBouncer before a cluster, as a look sees the console: reads only. */

/** Every word of the console that a look may send, behind SHOW. */
export const consoleShows = [
  'VERSION',
  'POOLS',
  'DATABASES',
  'STATS',
  'CLIENTS',
  'SERVERS',
  'CONFIG',
  // Unknown to PgBouncer 1.18, which refuses the word.
  'STATE',
] as const
export type ConsoleShow = (typeof consoleShows)[number]

/** Columns differ between versions of PgBouncer, so each is read by name. */
export type ConsoleRow = Readonly<Record<string, unknown>>

export const otherwises = ['last', 'primary'] as const

/** A database of PgBouncer for reads, kept to replicas that are not far behind. */
export interface ReadRoute {
  /** Database of PgBouncer. */
  readonly database: string
  /** A configuration file of PgBouncer for each set of nodes, by the path of PgBouncer's machine: `/etc/pgbouncer/{nodes}.ini`. */
  readonly files: string
  /** A replica further behind takes no reads. */
  readonly lagSeconds: number
  /** Null where seconds alone count. */
  readonly lagBytes: number | null
  /** Nodes that take reads in any case. */
  readonly least: number
  /** Who takes reads too where fewer are near enough: the replica that is the least behind, or the primary. */
  readonly otherwise: (typeof otherwises)[number]
  /** A replica returns after so long without a fault. */
  readonly settleSeconds: number
}

export interface KnownPooler {
  /** In the inventory. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** Databases of PgBouncer that the inventory gives to the cluster; null where the address tells. */
  readonly databases: readonly string[] | null
  /** The configuration file, on Howdah's machine; null where the inventory names none. */
  readonly config: string | null
  /** The login that pauses and resumes; null where Howdah only looks. */
  readonly admin: string | null
  /** The database for reads that Howdah keeps to near replicas; left out for none. */
  readonly reads?: ReadRoute
  /** The answers, in the order of asking, over a single connection; throws a Failure. */
  ask(shows: readonly ConsoleShow[]): Promise<readonly (readonly ConsoleRow[])[]>
}
