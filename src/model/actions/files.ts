/** The kind of action that works on a repository of files: reads a backup against its manifest, or removes what is not needed. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, stillFenced } from '#model/actions/action-kind'
import { backupName } from '#model/record/backup-name'

export interface FilesAction {
  readonly kind: 'files'
  /** Where the session is opened that holds the fence; name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The repository and the archive of WAL, as Howdah's machine sees the folders. */
  readonly folder: string
  readonly archive: string
  /** The backup that is read or removed; with `trim` the oldest that stays. */
  readonly backup: string
  /** SHA-256 of the backup's manifest, in hex: a later backup of the same name is not touched. */
  readonly manifest: string
  /** `trim` removes the WAL from before the start of `backup`. */
  readonly way: 'verify' | 'remove' | 'trim'
  readonly deadlineSeconds: number
}

export const filesKind: ActionKind<FilesAction> = {
  kind: 'files',
  schema: z.strictObject({
    kind: z.literal('files'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    folder: z.string().startsWith('/'),
    archive: z.string().startsWith('/'),
    backup: z.string().regex(backupName),
    manifest: z.string().regex(/^[0-9a-f]{64}$/),
    way: z.enum(['verify', 'remove', 'trim']),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: filesKind.place(action),
    role: null,
    text: `${stillFenced}\n-- ${saidOf[action.way](action)}`,
    values: [],
  }),
  outputs: ({ way }) =>
    way === 'verify' ? { files: 'number', segments: 'number', last: 'text' } : {},
  changes: ({ way }) => way !== 'verify',
  isSeen: ({ way }) => way !== 'verify',
  isRepeatable: () => true,
  mend: () => undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

const saidOf: Readonly<Record<FilesAction['way'], (action: FilesAction) => string>> = {
  verify: ({ folder, archive, backup }) =>
    `reads ${backup} in ${folder} against its manifest, and the WAL from its start on in ${archive}, record by record`,
  remove: ({ folder, backup }) => `removes ${backup} from ${folder}`,
  trim: ({ archive, backup }) =>
    `removes the WAL from before the start of ${backup} from ${archive}`,
}
