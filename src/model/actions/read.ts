/** The kind of action that reads values for later steps, and never changes data. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Outputs,
  outputsSchema,
  type Query,
  querySchema,
} from '#model/actions/action-kind'

export interface ReadAction {
  readonly kind: 'read'
  /** Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Reads a single row. */
  readonly query: Query
  readonly outputs: Outputs
  readonly deadlineSeconds: number
}

export const readKind: ActionKind<ReadAction> = {
  kind: 'read',
  schema: z.strictObject({
    kind: z.literal('read'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    query: querySchema,
    outputs: outputsSchema,
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: readKind.place(action),
    role: null,
    text: action.query.text,
    values: action.query.values,
  }),
  outputs: ({ outputs }) => outputs,
  changes: () => false,
  isSeen: () => false,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}
