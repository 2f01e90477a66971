/** The kind of action that sends several statements in a transaction, without a queue behind the locks. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Query,
  querySchema,
} from '#model/actions/action-kind'

export interface TransactionAction {
  readonly kind: 'transaction'
  /** Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Role to `SET ROLE` to; null acts as the login role. */
  readonly role: string | null
  /** Taken first, each with NOWAIT: a waiting lock would make later sessions queue. */
  readonly locks: readonly TableLock[]
  /** In this order; identifiers are quoted from the catalogue. */
  readonly statements: readonly string[]
  /** Tables whose rows the statements change, quoted, with their schemas; left out for none. */
  readonly changesRowsOf?: readonly string[]
  /** Reads a row `{ state: 'absent' | 'present' }`: no state in between exists. */
  readonly state: Query
  readonly deadlineSeconds: number
}

export interface TableLock {
  /** Quoted, with its schema. */
  readonly table: string
  readonly mode: (typeof lockModes)[number]
}

export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const

export const transactionKind: ActionKind<TransactionAction> = {
  kind: 'transaction',
  schema: z.strictObject({
    kind: z.literal('transaction'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    role: z.string().nullable(),
    locks: z.array(z.strictObject({ table: z.string(), mode: z.enum(lockModes) })),
    statements: z.array(z.string()).min(1),
    changesRowsOf: z.array(z.string()).exactOptional(),
    state: querySchema,
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: transactionKind.place(action),
    role: action.role,
    text: ['BEGIN', ...transactionStatements(action), 'COMMIT'].join(';\n'),
    values: [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The locks and the statements, in the order of sending, between BEGIN and COMMIT. */
export const transactionStatements = ({
  locks,
  statements,
}: Pick<TransactionAction, 'locks' | 'statements'>): readonly string[] => [
  ...lockStatements({ locks }),
  ...statements,
]

/** Sent first. */
export const lockStatements = ({ locks }: Pick<TransactionAction, 'locks'>): readonly string[] =>
  locks.map(({ table, mode }) => `LOCK TABLE ${table} IN ${mode} MODE NOWAIT`)
