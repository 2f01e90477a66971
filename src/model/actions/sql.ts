/** The kind of action that sends one SQL statement. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Outputs,
  outputsSchema,
  type Query,
  querySchema,
  valuesSchema,
} from '#model/actions/action-kind'

/** An SQL statement in the extended protocol, with the catalogue query that tells the state. */
export interface SqlAction {
  readonly kind: 'sql'
  /** Name of the node in the inventory; the session verbs act on replicas too. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Role to `SET ROLE` to (the owner of the object); null acts as the login role. */
  readonly role: string | null
  /** Exactly one statement; identifiers are quoted from the catalogue. */
  readonly statement: string
  readonly values: Query['values']
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
  /** Columns of the row that the statement answers with; left out for none. Lost where the answer is not heard. */
  readonly outputs?: Outputs
  /**
   * Where names without a schema are found: for `catalogue` in PostgreSQL's own catalogue alone, so that no function or
   * operator of the database is called in place of one that was meant; left out for `public` as well.
   */
  readonly names?: 'catalogue'
  /** Settings of the session for this statement alone; left out for none. */
  readonly settings?: Readonly<Partial<Record<SessionSetting, string>>>
}

/** Settings that a plan may give its statement: how gently a VACUUM or ANALYZE reads and writes. */
const sessionSettings = ['vacuum_cost_delay', 'vacuum_cost_limit'] as const

type SessionSetting = (typeof sessionSettings)[number]

/** The statements that give the session the settings of the action, in the order of sending. */
export const setStatements = ({ settings = {} }: Pick<SqlAction, 'settings'>): readonly string[] =>
  Object.entries(settings).map(([name, value]) => `SET ${name} = '${value}'`)

/** The statements that take the settings back. */
export const resetStatements = ({
  settings = {},
}: Pick<SqlAction, 'settings'>): readonly string[] =>
  Object.keys(settings).map(name => `RESET ${name}`)

export const sqlKind: ActionKind<SqlAction> = {
  kind: 'sql',
  schema: z.strictObject({
    kind: z.literal('sql'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    role: z.string().nullable(),
    statement: z.string(),
    values: valuesSchema,
    state: querySchema.nullable(),
    repair: z.string().nullable(),
    tidy: z.string().nullable(),
    again: z.boolean(),
    locking: z.enum(['short', 'patient', 'concurrent', 'none']),
    deadlineSeconds: z.number(),
    outputs: outputsSchema.exactOptional(),
    names: z.literal('catalogue').exactOptional(),
    settings: z
      .partialRecord(z.enum(sessionSettings), z.string().regex(/^[0-9]{1,5}(ms)?$/))
      .exactOptional(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: ({ node, database, duty, role, statement, values, settings = {} }) => ({
    place: { node, database, duty },
    role,
    text: [...setStatements({ settings }), statement].join(';\n'),
    values,
  }),
  outputs: ({ outputs }) => outputs ?? {},
  changes: () => true,
  isSeen: ({ state }) => state !== null,
  isRepeatable: ({ again }) => again,
  mend(action, state) {
    const statement = state === 'partial' ? action.repair : state === 'untidy' ? action.tidy : null
    if (statement === null) return undefined
    return {
      ...action,
      statement,
      values: [],
      state: action.state && { ...action.state, text: cleanedUp(action.state.text) },
      repair: null,
      tidy: null,
      outputs: {},
      // A cleanup is a concurrent statement, also where the action itself waits briefly for its locks.
      locking: 'concurrent',
    }
  },
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The action's state query, turned around for the cleanup: the cleanup is absent while leftovers exist. */
const cleanedUp = (question: string): string =>
  `select case when state in ('partial', 'untidy') then 'absent' else 'present' end as state from (${question}) asked`
