/** The kind of action that has pgBackRest take, verify or remove a backup. The repository shows the state. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, stillFenced } from '#model/actions/action-kind'
import {
  backupLabel,
  backupTypes,
  manifestFiles,
  runAnnotation,
  shownTool,
  stanzaSchema,
  type Tool,
  wordsOfTool,
} from '#model/actions/host/tools'
import type { StanzaConfig } from '#model/cluster'

interface Place {
  readonly kind: 'pgbackrest'
  /** Where the session is opened that holds the fence; name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  readonly stanza: StanzaConfig
  readonly deadlineSeconds: number
}

interface Taking extends Place {
  readonly way: 'take'
  readonly type: (typeof backupTypes)[number]
  readonly checkpoint: 'fast' | 'spread'
  /** The newest backup at the time of the plan; null for none. */
  readonly after: string | null
}

interface OfOne extends Place {
  readonly way: 'verify' | 'remove'
  readonly backup: string
  /** SHA-256 over the words of pgBackRest about the backup, in hex: a later backup of the same label is not touched. */
  readonly manifest: string
}

export type PgbackrestAction = Taking | OfOne

const common = {
  kind: z.literal('pgbackrest'),
  node: z.string(),
  database: z.string(),
  duty: z.enum(duties),
  stanza: stanzaSchema,
  deadlineSeconds: z.number(),
}
const label = z.string().regex(backupLabel)

export const pgbackrestKind: ActionKind<PgbackrestAction> = {
  kind: 'pgbackrest',
  schema: z.discriminatedUnion('way', [
    z.strictObject({
      ...common,
      way: z.literal('take'),
      type: z.enum(backupTypes),
      checkpoint: z.enum(['fast', 'spread']),
      after: label.nullable(),
    }),
    z.strictObject({
      ...common,
      way: z.enum(['verify', 'remove']),
      backup: label,
      manifest: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ]),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: pgbackrestKind.place(action),
    role: null,
    text: `${stillFenced};\n${shownOf(action)}`,
    values: [],
  }),
  outputs: ({ way }) =>
    way === 'take'
      ? { backup: 'text' }
      : way === 'verify'
        ? { files: 'number', segments: 'number', last: 'text' }
        : {},
  changes: ({ way }) => way !== 'verify',
  isSeen: ({ way }) => way !== 'verify',
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The tool that the action runs for a run. */
export const toolOf = (action: PgbackrestAction, run: string): Tool => {
  switch (action.way) {
    case 'take':
      return { tool: 'backup', type: action.type, checkpoint: action.checkpoint, run }
    case 'verify':
      return { tool: 'verify' }
    case 'remove':
      return { tool: 'expire', backup: action.backup }
  }
}

const shownOf = (action: PgbackrestAction): string => {
  // A run has no name before the approval.
  const shown = shownTool(action.stanza, toolOf(action, 'r-0')).replace(
    `${runAnnotation}=r-0`,
    `${runAnnotation}=<the run>`,
  )
  if (action.way !== 'verify') return shown
  const { backup } = action
  const reading: readonly Tool[] = [
    { tool: 'info' },
    { tool: 'wal' },
    ...manifestFiles.map(file => ({ tool: 'manifest', backup, file }) as const),
    { tool: 'files', backup },
  ]
  const reads = reading.map(tool => wordsOfTool(action.stanza, tool).join(' '))
  return [
    shown,
    ...reads.map(words => `-- and: ${words}`),
    `-- compares the files of ${backup} with its manifest, and looks for gaps in its WAL`,
  ].join('\n')
}
