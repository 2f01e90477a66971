import { wordIn } from '#cluster/facts/pool/columns'
import type { ConsoleRow } from '#model/pool/known-pooler'

/** Of PgBouncer: 1.18 is `{ major: 1, minor: 18 }`. */
export interface PoolerVersion {
  readonly major: number
  readonly minor: number
}

/** The first version with each feature, by the changelog (https://www.pgbouncer.org/changelog.html). */
const since = {
  RECONNECT: { major: 1, minor: 9 },
  /** Statements that a driver prepares by the protocol; by default since 1.24, as `max_prepared_statements` was 0 before. */
  max_prepared_statements: { major: 1, minor: 21 },
} as const satisfies Readonly<Record<string, PoolerVersion>>

/** False too where the version is not told. */
export const has = (version: PoolerVersion | null, what: keyof typeof since): boolean => {
  if (version === null) return false
  const { major, minor } = since[what]
  return version.major > major || (version.major === major && version.minor >= minor)
}

/** The row says `PgBouncer 1.18.0`. */
export const versionIn = ([row]: readonly ConsoleRow[]): PoolerVersion | null => {
  const found = /(\d{1,9})\.(\d{1,9})/.exec((row && wordIn(row, 'version')) ?? '')
  return found && { major: Number(found[1]), minor: Number(found[2]) }
}
