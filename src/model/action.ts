/** What a cluster can be asked to do: plain data. Only `perform` acts on it. */
export type Action = SqlAction

/** What is true of an action's effect at its target; `untidy`: it is there, and so is something beside it. */
export type ActionState = 'absent' | 'partial' | 'untidy' | 'present' | 'unknown'

export type Scalar = string | number | boolean | null

/** One SQL statement in the extended protocol, with the catalogue question that tells its state. */
export interface SqlAction {
  readonly kind: 'sql'
  /** Name of the node in the inventory; the session verbs act on replicas too. */
  readonly node: string
  readonly database: string
  /** Role to `SET ROLE` to (the owner of the object); null acts as the login role. */
  readonly role: string | null
  /** Exactly one statement, identifiers already quoted from the catalogue. */
  readonly statement: string
  readonly values: readonly Scalar[]
  /**
   * Reads one row `{ state: 'absent' | 'partial' | 'untidy' | 'present' }`. Without it the action is `once`:
   * it is never repeated, and an unknown outcome asks a person.
   */
  readonly state: Query | null
  /** Takes `partial` back to `absent` (drops an invalid index); one statement. */
  readonly repair: string | null
  /** Takes `untidy` on to `present` (drops the old copy of a rebuilt index); one statement. */
  readonly tidy: string | null
  /** May be run again over its own half-done effect, and then finishes it. */
  readonly again: boolean
  /** `short` waits 100 ms for a lock and tries again; `concurrent` never sets lock_timeout. */
  readonly locking: 'short' | 'concurrent' | 'none'
  readonly deadlineSeconds: number
}

export interface Query {
  readonly text: string
  readonly values: readonly Scalar[]
}
