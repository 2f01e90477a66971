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
  /** The answers, in the order of asking, over a single connection; throws a Failure. */
  ask(shows: readonly ConsoleShow[]): Promise<readonly (readonly ConsoleRow[])[]>
}
