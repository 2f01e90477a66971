import type { FencedSession } from '#cluster/drivers/session/session'
import type { Holder } from '#model/actions/driver'
import type { FailoverAction } from '#model/actions/replication/failover'

/** A hand at work: `session` is on the node that becomes the primary. */
export interface FailingOver {
  readonly session: FencedSession
  readonly action: FailoverAction
  readonly holder: Holder
  /** A stop counts until the old primary is fenced. */
  readonly stop: AbortSignal
  readonly lost: AbortSignal
  /** Tells people the present phase. */
  readonly tell: (phase: string) => void
  /** Keeps a warning with the result. */
  readonly warn: (words: string) => void
}
