import type { FencedSession } from '#cluster/drivers/session/session'
import type { Holder } from '#model/actions/driver'
import type { SwitchoverAction } from '#model/actions/replication/switchover'

/** A hand at work: `session` is on the node that becomes the primary. */
export interface Switching {
  readonly session: FencedSession
  readonly action: SwitchoverAction
  readonly holder: Holder
  /** A stop counts until the old primary is stopped; from then on going through is the shorter way. */
  readonly stop: AbortSignal
  readonly lost: AbortSignal
  /** Tells people what is done right now. */
  readonly tell: (phase: string) => void
  /** Keeps a warning with the result. */
  readonly warn: (words: string) => void
}

/** A session on the node that is, or will be, the primary, and the node that will follow. */
export interface Following {
  readonly session: FencedSession
  readonly action: Pick<SwitchoverAction, 'node' | 'from'>
  readonly holder: Holder
}

/** Lines of less than 200 characters. */
export interface SwitchedOver {
  /** Each phase with its time. */
  readonly phases: string
  /** How long clients of the pools waited. */
  readonly waits: string
}
