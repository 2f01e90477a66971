/** An action on a cluster as plain data. Only a driver performs actions. */
export type Action = SqlAction

/** The state of an action's effect at the target; `untidy`: the effect is there, and so is a leftover. */
export type ActionState = 'absent' | 'partial' | 'untidy' | 'present' | 'unknown'

export type Scalar = string | number | boolean | null

/** An SQL statement in the extended protocol, with the catalogue query that tells the state. */
export interface SqlAction {
  readonly kind: 'sql'
  /** Name of the node in the inventory; the session verbs act on replicas too. */
  readonly node: string
  readonly database: string
  /** Role to `SET ROLE` to (the owner of the object); null acts as the login role. */
  readonly role: string | null
  /** Exactly one statement; identifiers are quoted from the catalogue. */
  readonly statement: string
  readonly values: readonly Scalar[]
  /**
   * Reads a row `{ state: 'absent' | 'partial' | 'untidy' | 'present' }`. An action without this query is
   * never repeated, and an unknown outcome asks a person.
   */
  readonly state: Query | null
  /** Takes `partial` back to `absent` (drops an invalid index); a single statement. */
  readonly repair: string | null
  /** Takes `untidy` on to `present` (drops the old copy of a rebuilt index); a single statement. */
  readonly tidy: string | null
  /** True where running the statement again finishes a half-done effect. */
  readonly again: boolean
  /**
   * `short` waits 100 ms for a lock and tries again for some seconds, `patient` until the deadline; `concurrent`
   * never sets lock_timeout.
   */
  readonly locking: 'short' | 'patient' | 'concurrent' | 'none'
  readonly deadlineSeconds: number
}

export interface Query {
  readonly text: string
  readonly values: readonly Scalar[]
}
