/**
 * The speaking person. The edge (Slack, CLI) builds a Person afresh for each request; none is stored as
 * truth.
 */
import type { Refusal } from '#model/refusal'

export interface Person {
  /** `team/user`, e.g. `T_LOCAL/U_OLGA`; `cli/olga` from a terminal. */
  readonly id: string
  /** For messages; never used to decide. */
  readonly name: string
  /** `inventory`: no person, but the inventory, which asks by schedules. */
  readonly standing: 'member' | 'guest' | 'bot' | 'deleted' | 'external' | 'inventory'
  /** Slack user groups (S…) the person is in, as of at most 60 s ago. */
  readonly groups: readonly string[]
  /** The login behind a terminal where sudo or su changed the login: the speaker is not certain. */
  readonly borrowedBy?: string
  /** Why this person's process may not judge: its inventory is not the bots'. */
  readonly mayNotJudge?: Refusal
}

/** The rights of a person; `authorize(person, verb, target)` decides all. */
export type Verb =
  | 'read'
  | 'propose'
  | 'approve'
  | 'break-glass'
  | 'review'
  | 'settle'
  | 'abandon'
  | 'cancel'
  | 'stop'
  | 'freeze'
  | 'thaw'
  | 'end-recovery'
  | 'ask-prune'
  | 'prune'
  | 'audit'
  | 'code'
