/** A kind of action, as pure functions over the action's data. Only a driver performs actions. */
import { z } from 'zod'

/** The state of an action's effect at the target; `untidy`: the effect is there, and so is a leftover. */
export type ActionState = 'absent' | 'partial' | 'untidy' | 'present' | 'unknown'

export type Scalar = string | number | boolean | null

/** A value that an earlier step gives. A fingerprint is over the reference, not over the value. */
export interface Reference {
  /** The place of the earlier step in the plan, from 0. */
  readonly from: number
  /** Name of the output. */
  readonly output: string
}

export interface Query {
  readonly text: string
  readonly values: readonly (Scalar | Reference)[]
}

export const valuesSchema = z.array(
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.strictObject({ from: z.int().min(0), output: z.string() }),
  ]),
)

export const querySchema = z.strictObject({ text: z.string(), values: valuesSchema })

/** `text` is a single line of at most 200 characters. No output is a secret: journal, record and chat tell all outputs. */
const outputTypes = ['lsn', 'number', 'boolean', 'text'] as const

/** The outputs of an action, by the name of the column in the only row of the answer. */
export type Outputs = Readonly<Record<string, (typeof outputTypes)[number]>>

export const outputsSchema = z.record(z.string().regex(/^[a-z][a-z_]{0,30}$/), z.enum(outputTypes))

/** A duty: the login of the cluster that an action needs. */
export const duties = ['observe', 'maintain', 'ddl', 'ha', 'backup'] as const
export type Duty = (typeof duties)[number]

/** Asked right before anything is removed, or a tool is run: a session that is gone has lost the fence. */
export const stillFenced = 'select true as still_fenced'

/** The node and database of an action, and the duty of the login. */
export interface Place {
  /** Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
}

/** Every statement of an action, with the place. A driver sends no other statement. */
export interface Shown {
  readonly place: Place
  /** Role that the action takes on with SET ROLE; null for the role that Howdah logs in as. */
  readonly role: string | null
  /** The statements in the order of sending, apart by `;` and a new line, without a `;` at the end. */
  readonly text: string
  /** Values of the placeholders in `text`. */
  readonly values: Query['values']
}

export interface ActionKind<A extends { readonly kind: string }> {
  readonly kind: A['kind']
  /** Strict: an unknown key is a bug, before a plan has a fingerprint and before a run acts. */
  readonly schema: z.ZodType<A>
  place(action: A): Place
  show(action: A): Shown
  /** The values that the action gives to later steps; empty for none. */
  outputs(action: A): Outputs
  /** False for an action that only reads or waits, which may be performed any number of times. */
  changes(action: A): boolean
  /** Whether a look can tell the state. Without a look an action is sent once, and never again. */
  isSeen(action: A): boolean
  /** Whether acting again finishes a half-done effect. */
  isRepeatable(action: A): boolean
  /** The cleanup of a state in between; undefined for none. The cleanup is `absent` while the leftover exists. */
  mend(action: A, state: ActionState): A | undefined
  /** The action as planned for the old primary, after a failover to `primary`. */
  follow(action: A, primary: string): A
  /** True for an action that itself moves the primary: such an action follows no other move, and waits for no primary. */
  readonly movesPrimary?: true
}
