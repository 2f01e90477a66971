/** Who speaks. Built by the edge (Slack, CLI) afresh for each request, never stored as truth. */
export interface Person {
  /** `team/user`, e.g. `T_LOCAL/U_OLGA`; `cli/olga` from a terminal. */
  readonly id: string
  /** For messages; never used to decide. */
  readonly name: string
  readonly standing: 'member' | 'guest' | 'bot' | 'deleted' | 'external'
  /** Slack user groups (S…) the person is in, as of at most 60 s ago. */
  readonly groups: readonly string[]
  /** The login behind a terminal where it is another one (sudo, su): who speaks is not certain. */
  readonly borrowedBy?: string
}

/** What a person may ask for; one `authorize(person, verb, target)` decides them all. */
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
  | 'audit'
