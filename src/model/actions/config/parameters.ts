/** The kind of action that changes settings in the configuration of Patroni, from which every server of the cluster has settings. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Scalar,
  stillFenced,
} from '#model/actions/action-kind'

export interface ParametersAction {
  readonly kind: 'parameters'
  /** The primary, whose Patroni is asked, and where the session is opened and fenced. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Patroni's name of the cluster, and the database system of the nodes. */
  readonly scope: string
  readonly system: string
  readonly parameters: readonly PatroniParameter[]
  /** Every node of the cluster: each server is read back. */
  readonly nodes: readonly string[]
  readonly deadlineSeconds: number
}

export interface PatroniParameter {
  /** As the configuration of Patroni has the name, or else pg_settings. */
  readonly name: string
  /** Null takes the setting out of the configuration. */
  readonly value: Scalar
  /** The value in the configuration before; null without a value. */
  readonly was: Scalar
  /** The value that servers then have in force, in the base unit; null for the value without Patroni. */
  readonly gives: string | null
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const parametersKind: ActionKind<ParametersAction> = {
  kind: 'parameters',
  schema: z.strictObject({
    kind: z.literal('parameters'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    scope: z.string(),
    system: z.string().regex(/^\d{1,20}$/),
    parameters: z
      .array(
        z.strictObject({
          name: z.string(),
          value: scalar,
          was: scalar,
          gives: z.string().nullable(),
        }),
      )
      .min(1),
    nodes: z.array(z.string()).min(1),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: parametersKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  // The same request a second time changes nothing.
  isRepeatable: () => true,
  // A half-done change goes back by the undo of the plan.
  mend: () => undefined,
  // The configuration is of the whole cluster.
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The body of PATCH /config. */
export const configPatch = ({ parameters }: Pick<ParametersAction, 'parameters'>) => ({
  postgresql: {
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
  },
})

const textOf = (action: ParametersAction): string => {
  const { node, nodes, parameters, deadlineSeconds } = action
  const was = parameters.map(one =>
    one.was === null ? `no ${one.name}` : `${one.name} ${JSON.stringify(one.was)}`,
  )
  const then = parameters.map(({ name, value, gives }) =>
    value === null && gives === null ? `no ${name} of Patroni` : `${name} ${value ?? gives}`,
  )
  return [
    `-- at the Patroni of each node: GET /config, which has to say ${was.join(', ')}`,
    stillFenced,
    `-- at the Patroni of ${node}, once: PATCH /config ${JSON.stringify(configPatch(action))}`,
    `-- on ${nodes.join(', ')}, in fresh sessions, for ${deadlineSeconds} s at most, until pg_settings and pg_file_settings say ${then.join(', ')}, in force or pending until the restart`,
  ].join('\n')
}
