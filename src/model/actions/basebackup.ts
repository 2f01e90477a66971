/** The kind of action that takes a base backup of a server into a repository of files. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'
import { backupName } from '#model/record/backup-name'

export interface BasebackupAction {
  readonly kind: 'basebackup'
  /** Name of the node in the inventory. */
  readonly node: string
  /** Where the session is opened and fenced; a base backup is of the whole server. */
  readonly database: string
  readonly duty: Duty
  /** The repository, as Howdah's machine sees the folder. */
  readonly folder: string
  /** `full-3`, unique within the repository. */
  readonly backup: string
  /** The database system that the backup has to be of. */
  readonly system: string
  /** The name of the key that encrypts the files; left out for none. */
  readonly key?: string
  /** `fast` writes all changed pages at once, `spread` takes the time of a usual checkpoint. */
  readonly checkpoint: 'fast' | 'spread'
  /** In kB/s; null for no limit. */
  readonly rate: number | null
  /** `remove` takes away what an unfinished backup of the run left behind. */
  readonly way: 'take' | 'remove'
  readonly deadlineSeconds: number
}

export const basebackupKind: ActionKind<BasebackupAction> = {
  kind: 'basebackup',
  schema: z.strictObject({
    kind: z.literal('basebackup'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    folder: z.string().startsWith('/'),
    backup: z.string().regex(backupName),
    system: z.string().regex(/^\d{1,20}$/),
    key: z.string().max(200).exactOptional(),
    checkpoint: z.enum(['fast', 'spread']),
    rate: z.int().min(32).max(1_048_576).nullable(),
    way: z.enum(['take', 'remove']),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: basebackupKind.place(action),
    role: null,
    text:
      action.way === 'take'
        ? [
            ...basebackupCommands(action),
            ...(action.key === undefined
              ? []
              : [`-- encrypts what arrives with the key ${action.key}, before it is written`]),
          ].join(';\n')
        : `-- removes what is unfinished of ${action.backup} in ${action.folder}`,
    values: [],
  }),
  outputs: ({ way }) => (way === 'take' ? { manifest: 'text' } : {}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) => (state === 'partial' ? { ...action, way: 'remove' } : undefined),
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The commands of the replication protocol, in the order of sending. */
export const basebackupCommands = ({
  backup,
  checkpoint,
  rate,
}: Pick<BasebackupAction, 'backup' | 'checkpoint' | 'rate'>): readonly string[] => [
  'IDENTIFY_SYSTEM',
  `BASE_BACKUP (${[
    `LABEL 'howdah ${backup}'`,
    'PROGRESS',
    `CHECKPOINT '${checkpoint}'`,
    "MANIFEST 'yes'",
    "MANIFEST_CHECKSUMS 'SHA256'",
    ...(rate === null ? [] : [`MAX_RATE ${rate}`]),
  ].join(', ')})`,
]
