/** The kind of action that builds a replica from a base backup of the primary: in place of the replica's old files, or where nothing lies yet. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'

export interface RebuildAction {
  readonly kind: 'rebuild'
  /** The primary: the session, a walsender, is opened and fenced there, and takes the base backup. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The replica, with a server on Howdah's machine. */
  readonly replica: string
  /** The slot by which the replica receives WAL, and the name under which WAL is sent there. */
  readonly slot: string
  /** The data directory of the replica, by paths of Howdah's machine. */
  readonly data: string
  /** `rebuild-3`: the label of the base backup, which the new files keep. */
  readonly copy: string
  /** The database system that the primary has to be of. */
  readonly system: string
  /** `fast` writes all changed pages at once, `spread` takes the time of a usual checkpoint. */
  readonly checkpoint: 'fast' | 'spread'
  /** In kB/s; null for no limit. */
  readonly rate: number | null
  /** `back` puts the old files back, `tidy` removes the old files once the new ones stream; `remove` takes back what `add` did. */
  readonly way: 'rebuild' | 'back' | 'tidy' | 'add' | 'remove'
  readonly deadlineSeconds: number
  /** Of a replica that has no files yet. */
  readonly fresh?: FreshReplica | undefined
}

/** Paths of Howdah's machine. */
interface FreshReplica {
  /** The data directory of the primary, whose server is started with the words that the replica's is started with. */
  readonly like: string
  readonly port: number
  /** The line that lets the login for ha receive WAL, and the pg_hba.conf of the primary; null where a line does so already. */
  readonly admits: { readonly file: string; readonly line: string } | null
}

export const copyName = /^rebuild-\d{1,6}$/

export const rebuildKind: ActionKind<RebuildAction> = {
  kind: 'rebuild',
  schema: z.strictObject({
    kind: z.literal('rebuild'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    replica: z.string(),
    slot: z.string().regex(/^[a-z0-9_]{1,63}$/),
    data: z.string().startsWith('/'),
    copy: z.string().regex(copyName),
    system: z.string().regex(/^\d{1,20}$/),
    checkpoint: z.enum(['fast', 'spread']),
    rate: z.int().min(32).max(1_048_576).nullable(),
    way: z.enum(['rebuild', 'back', 'tidy', 'add', 'remove']),
    deadlineSeconds: z.number(),
    fresh: z
      .strictObject({
        like: z.string().startsWith('/'),
        port: z.int().min(1).max(65_535),
        admits: z
          .strictObject({ file: z.string().startsWith('/'), line: z.string().regex(/^[^\n#]+$/) })
          .nullable(),
      })
      .optional(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: rebuildKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // A line for people: each phase with its time.
  outputs: ({ way }) => (way === 'rebuild' || way === 'add' ? { phases: 'text' } : {}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) =>
    state === 'partial'
      ? { ...action, way: action.fresh ? 'remove' : 'back' }
      : state === 'untidy'
        ? { ...action, way: 'tidy' }
        : undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The old files, kept until the new ones stream; an empty folder as a mark where there were none. */
export const beforeOf = ({ data, copy }: Pick<RebuildAction, 'data' | 'copy'>): string =>
  `${data}.before-${copy}`

/** The old files once the new ones stream: from then on nobody puts these back. */
export const overOf = ({ data, copy }: Pick<RebuildAction, 'data' | 'copy'>): string =>
  `${data}.${copy}.before`

/** The statements; slots allow no character that would need quotes. */
export const rebuildSql = ({
  slot,
  copy,
  checkpoint,
  rate,
}: Pick<RebuildAction, 'slot' | 'copy' | 'checkpoint' | 'rate'>) => {
  // Of the session alone: no WAL is kept for a process that died.
  const own = `howdah_${slot}`.slice(0, 63)
  return {
    identify: 'IDENTIFY_SYSTEM',
    keep: `select pg_create_physical_replication_slot('${own}', true, true) where not exists (select from pg_replication_slots where slot_name = '${own}')`,
    copy: `BASE_BACKUP (${[
      `LABEL 'howdah ${copy}'`,
      'PROGRESS',
      `CHECKPOINT '${checkpoint}'`,
      // The WAL comes by the slot: none has to be archived first.
      'WAIT 0',
      "MANIFEST 'yes'",
      "MANIFEST_CHECKSUMS 'SHA256'",
      ...(rate === null ? [] : [`MAX_RATE ${rate}`]),
    ].join(', ')})`,
    drop: `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '${slot}' and not active`,
    hand: `select pg_copy_physical_replication_slot('${own}', '${slot}', false) where not exists (select from pg_replication_slots where slot_name = '${slot}')`,
    isThere: `select from pg_replication_slots where slot_name = '${slot}'`,
    follows: `select (select status from pg_stat_wal_receiver) as receiver, pg_last_wal_replay_lsn()::text as replayed`,
  }
}

const textOf = (action: RebuildAction): string => {
  const { node, replica, data, copy, way, fresh } = action
  const { identify, keep, copy: backup, drop, hand, isThere, follows } = rebuildSql(action)
  const before = beforeOf(action)
  switch (way) {
    case 'rebuild':
      return [
        `-- on ${node}:`,
        `${identify};`,
        `${keep};`,
        `${backup};`,
        `-- on Howdah's machine: written beside ${data} as ${data}.${copy}.…, each file compared with the manifest; the configuration files of ${replica} are put in, standby.signal, and where ${replica} receives WAL from (the login for ha, with a password file)`,
        `-- on Howdah's machine: stops PostgreSQL of ${replica}, renames ${data} to ${before} and the new files to ${data}`,
        `-- on ${node}:`,
        `${drop};`,
        `${isThere};`,
        `${hand};`,
        `-- on Howdah's machine: starts PostgreSQL of ${replica}`,
        `-- on ${replica}, until it streams and is consistent: ${follows}`,
        `-- on Howdah's machine: removes ${before}`,
      ].join('\n')
    case 'add':
      return [
        ...(fresh?.admits
          ? [
              `-- on Howdah's machine: adds a line to ${fresh.admits.file}, and has ${node} read it: ${fresh.admits.line}`,
            ]
          : []),
        `-- on ${node}:`,
        `${identify};`,
        `${keep};`,
        `${backup};`,
        `-- on Howdah's machine: written beside ${data} as ${data}.${copy}.…, each file compared with the manifest; put in are port ${fresh?.port ?? ''}, standby.signal, and where ${replica} receives WAL from (the login for ha, with a password file)`,
        `-- on Howdah's machine: renames the new files to ${data}, where nothing may lie`,
        `-- on ${node}:`,
        `${drop};`,
        `${isThere};`,
        `${hand};`,
        `-- on Howdah's machine: starts PostgreSQL of ${replica}, with the words by which the server in ${fresh?.like ?? ''} was started, on its own data directory and port`,
        `-- on ${replica}, until it streams and is consistent: ${follows}`,
      ].join('\n')
    case 'remove':
      return [
        `-- on Howdah's machine: stops PostgreSQL in ${data} where it is a replica that Howdah made`,
        `-- on ${node}:`,
        `${drop};`,
        `${isThere};`,
        ...(fresh?.admits
          ? [
              `-- on Howdah's machine: takes the line out of ${fresh.admits.file}, and has ${node} read it: ${fresh.admits.line}`,
            ]
          : []),
        `-- on Howdah's machine: removes ${data} and ${data}.${copy}.…`,
      ].join('\n')
    case 'back':
      return `-- on Howdah's machine: stops PostgreSQL of ${replica} where the new files run, renames ${before} to ${data}, starts a replica again, removes ${data}.${copy}.…`
    case 'tidy':
      return `-- on Howdah's machine: removes ${overOf(action)}`
  }
}
