/** The kind of action that waits until a query says that the time has come. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Query,
  querySchema,
} from '#model/actions/action-kind'

export interface WaitAction {
  readonly kind: 'wait'
  /** Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Reads a row `{ state: 'absent' | 'present' }`: `present` ends the waiting. */
  readonly until: Query
  readonly everySeconds: number
  readonly deadlineSeconds: number
}

export const waitKind: ActionKind<WaitAction> = {
  kind: 'wait',
  schema: z.strictObject({
    kind: z.literal('wait'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    until: querySchema,
    everySeconds: z.number(),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: waitKind.place(action),
    role: null,
    text: action.until.text,
    values: action.until.values,
  }),
  outputs: () => ({}),
  changes: () => false,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}
