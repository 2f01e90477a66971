/** The kind of action that restores a base backup on Howdah's machine, looks whether it is whole, and removes it again. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, type Reference } from '#model/actions/action-kind'
import { backupName, drillName } from '#model/actions/backup-names'

export interface DrillAction {
  readonly kind: 'drill'
  /** Name of the node in the inventory whose backup it is. */
  readonly node: string
  /** Where the session is opened and fenced. */
  readonly database: string
  readonly duty: Duty
  /** The repository and its archive of WAL, as Howdah's machine sees both. */
  readonly folder: string
  readonly archive: string
  readonly backup: string
  /** The evidence gets this name. */
  readonly drill: string
  /** LSN that has to be reached. */
  readonly until: string | Reference
  /** Where the copy lies while the drill lasts. */
  readonly place: string
  /** The folder with `postgres`, of the major that the backup is of. */
  readonly programs: string
  /** `remove` takes away what an interrupted drill of the run left behind. */
  readonly way: 'restore' | 'remove'
  readonly deadlineSeconds: number
}

const path = z.string().startsWith('/')

export const drillKind: ActionKind<DrillAction> = {
  kind: 'drill',
  schema: z.strictObject({
    kind: z.literal('drill'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    folder: path,
    archive: path,
    backup: z.string().regex(backupName),
    drill: z.string().regex(drillName),
    until: z.union([z.string(), z.strictObject({ from: z.int().min(0), output: z.string() })]),
    place: path,
    programs: path,
    way: z.enum(['restore', 'remove']),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: drillKind.place(action),
    role: null,
    text: textOf(action),
    values: [action.until],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) => (state === 'partial' ? { ...action, way: 'remove' } : undefined),
  follow: (action, primary) => ({ ...action, node: primary }),
}

const textOf = ({ way, backup, place, archive, drill }: DrillAction): string =>
  way === 'restore'
    ? `-- on Howdah's machine: unpacks ${backup} into ${place}, starts PostgreSQL there without a network, replays ${archive} up to $1, checks, stops and removes it`
    : `-- on Howdah's machine: stops and removes what is left of ${drill} in ${place}`
