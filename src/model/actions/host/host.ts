/** The kind of action that runs one tool of the allow-list on a machine. The files that the tool left there tell the state. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, stillFenced } from '#model/actions/action-kind'
import { shownTool, stanzaSchema, type Tool } from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'

export interface HostAction {
  readonly kind: 'host'
  /** Where the session is opened that holds the fence; name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  readonly stanza: StanzaConfig
  /** A tool that may be run again. */
  readonly tool: Extract<Tool, { tool: 'stanza-create' }>
  readonly deadlineSeconds: number
}

export const hostKind: ActionKind<HostAction> = {
  kind: 'host',
  schema: z.strictObject({
    kind: z.literal('host'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    stanza: stanzaSchema,
    tool: z.strictObject({ tool: z.literal('stanza-create') }),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: hostKind.place(action),
    role: null,
    text: `${stillFenced};\n${shownTool(action.stanza, action.tool)}`,
    values: [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}
