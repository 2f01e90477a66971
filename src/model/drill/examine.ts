/** The kind of action that examines a clone of a restore drill, and keeps the evidence in the repository. */
import { z } from 'zod'
import {
  type ActionKind,
  type Duty,
  duties,
  type Outputs,
  type Reference,
  stillFenced,
} from '#model/actions/action-kind'
import { anyBackup, stanzaSchema } from '#model/actions/host/tools'
import { cloneName } from '#model/clone/clone-name'
import type { DrillQuery, StanzaConfig } from '#model/cluster'
import { drillName } from '#model/drill/drill'
import { drillQuery } from '#model/drill/query'

export interface ExamineAction {
  readonly kind: 'examine'
  /** Where the session is opened that holds the fence: name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** Gets the evidence: the repository, or a folder beside the clones of a stanza. */
  readonly folder: string
  /** The stanza that the backup is in; left out for a repository of files. */
  readonly stanza?: StanzaConfig
  /** The evidence has this name. */
  readonly drill: string
  readonly backup: string
  readonly clone: string
  /** The folder of the clones. */
  readonly place: string
  /** The moment of the question, as an ISO time. */
  readonly askedAt: string | Reference
  /** WAL outside the archive at that time; -1 where the server does not tell. */
  readonly exposedSeconds: number | Reference
  readonly exposedBytes: number | Reference
  readonly queries: readonly DrillQuery[]
  /** How long indexes are read at most. */
  readonly indexSeconds: number
  readonly deadlineSeconds: number
}

const reference = z.strictObject({ from: z.int().min(0), output: z.string() })
const path = z.string().startsWith('/')

const outputs: Outputs = {
  evidence: 'text',
  failed: 'number',
  bytes: 'number',
  wal_bytes: 'number',
  unpack_seconds: 'number',
  start_seconds: 'number',
  replay_seconds: 'number',
  check_seconds: 'number',
}

export const examineKind: ActionKind<ExamineAction> = {
  kind: 'examine',
  schema: z.strictObject({
    kind: z.literal('examine'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    folder: path,
    drill: z.string().regex(drillName),
    stanza: stanzaSchema.exactOptional(),
    backup: z.string().regex(anyBackup),
    clone: z.string().regex(cloneName),
    place: path,
    askedAt: z.union([z.string(), reference]),
    exposedSeconds: z.union([z.number(), reference]),
    exposedBytes: z.union([z.number(), reference]),
    queries: z.array(drillQuery).readonly(),
    indexSeconds: z.number(),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: examineKind.place(action),
    role: null,
    text: textOf(action),
    values: [action.askedAt, action.exposedSeconds, action.exposedBytes],
  }),
  outputs: () => outputs,
  // Evidence of the same run is written again.
  changes: () => false,
  isSeen: () => false,
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

const textOf = ({ clone, node, queries, folder, drill }: ExamineAction): string =>
  [
    `${stillFenced};`,
    `-- on ${clone}, read only: its newest transaction, checksum failures, sizes of tables compared with ${node}, bt_index_check of B-trees`,
    ...queries.map(({ name, sql, expect }) => `-- ${name}, expected ${expect}\n${sql};`),
    `-- on Howdah's machine: writes ${drill}.json into ${folder}/drills, with what was asked for at $1 and not archived by then ($2 s, $3 bytes)`,
  ].join('\n')
