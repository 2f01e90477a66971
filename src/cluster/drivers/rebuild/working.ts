import type { FencedSession } from '#cluster/drivers/session/session'
import type { Acting, Holder } from '#model/actions/driver'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import type { Reader } from '#model/view'

/** A hand at work: `session` is a walsender on the primary. */
export interface Rebuilding {
  readonly session: FencedSession
  /** Asks the primary with the observing login. */
  readonly reader: Reader
  readonly action: RebuildAction
  readonly holder: Holder
  /** A stop counts until the replica is stopped; from then on going through is the shorter way. */
  readonly how: Acting
  /** Tells people what is done right now. */
  readonly tell: (phase: string) => void
  /** Keeps a warning with the result. */
  readonly warn: (words: string) => void
}
