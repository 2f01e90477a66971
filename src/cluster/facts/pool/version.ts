import { wordIn } from '#cluster/facts/pool/columns'
import type { ConsoleRow } from '#model/pool/known-pooler'

/** Of PgBouncer: 1.18 is `{ major: 1, minor: 18 }`. */
export interface PoolerVersion {
  readonly major: number
  readonly minor: number
}

/** The row says `PgBouncer 1.18.0`. */
export const versionIn = ([row]: readonly ConsoleRow[]): PoolerVersion | null => {
  const found = /(\d{1,9})\.(\d{1,9})/.exec((row && wordIn(row, 'version')) ?? '')
  return found && { major: Number(found[1]), minor: Number(found[2]) }
}
