/** The kind of action that restores a base backup to a moment, as a server of its own on Howdah's machine. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, type Reference } from '#model/actions/action-kind'
import { anyBackup, stanzaSchema, wordsOfTool } from '#model/actions/host/tools'
import { cloneName } from '#model/clone/clone-name'
import { hotStandbySql } from '#model/clone/hot-standby'
import { type CloneTarget, cloneTarget, momentWords } from '#model/clone/target'
import type { StanzaConfig } from '#model/cluster'

const ways = [
  'make',
  'start',
  'move',
  'promote',
  'end',
  'remove',
  'replace',
  'return',
  'discard',
] as const

export interface CloneAction {
  readonly kind: 'clone'
  /** Name of the node in the inventory whose backup it is. */
  readonly node: string
  /** Where the session is opened and fenced; a clone is of the whole server. */
  readonly database: string
  readonly duty: Duty
  /** The repository and its archive of WAL, as Howdah's machine sees both. */
  readonly folder: string
  readonly archive: string
  readonly backup: string
  /** SHA-256 of the backup's manifest, in hex. */
  readonly manifest: string
  /** The database system that the backup has to be of. */
  readonly system: string
  readonly target: CloneTarget | AfterStep
  /** LSN up to which WAL has to be archived first. */
  readonly until: string | Reference
  /** Name of the clone, unique among the clones in `place`. */
  readonly clone: string
  /** The folder of the clones. */
  readonly place: string
  /** The folder with `postgres`, of the major that the backup is of. */
  readonly programs: string
  /** The stanza that the backup is in; left out for a repository of files. */
  readonly stanza?: StanzaConfig
  /** How long the clone lives. */
  readonly minutes: number
  /** True where no node answers: the source is not asked, and no session there fences the run. */
  readonly alone?: true
  /** The data folder of the node's server; left out where that is not touched. */
  readonly data?: string
  /**
   * `start` starts the server of the clone again, `move` replays on to a later moment, `promote` lets the clone take
   * writes; `end` stops and removes the clone,
   * `remove` takes away what is unfinished of the run. `replace` puts the files of the clone into the place of the
   * node's own, `return` puts those back, `discard` removes what is kept for that.
   */
  readonly way: (typeof ways)[number]
  readonly deadlineSeconds: number
}

/** After the transaction of an earlier step, which is the newest moment of a run. The restore finds the commit. */
export interface AfterStep {
  readonly kind: 'step'
  /** All 64 bits, once the step has given the transaction. */
  readonly xid: string | Reference
}

const reference = z.strictObject({ from: z.int().min(0), output: z.string() })

const path = z.string().startsWith('/')

export const cloneKind: ActionKind<CloneAction> = {
  kind: 'clone',
  schema: z.strictObject({
    kind: z.literal('clone'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    folder: z.string(),
    archive: z.string(),
    backup: z.string().regex(anyBackup),
    manifest: z.string().regex(/^[0-9a-f]{64}$/),
    system: z.string().regex(/^\d{1,20}$/),
    target: z.union([
      cloneTarget,
      z.strictObject({ kind: z.literal('step'), xid: z.union([z.string(), reference]) }),
    ]),
    until: z.union([z.string(), reference]),
    clone: z.string().regex(cloneName),
    place: path,
    programs: path,
    stanza: stanzaSchema.exactOptional(),
    minutes: z.int().min(1),
    alone: z.literal(true).exactOptional(),
    data: path.exactOptional(),
    way: z.enum(ways),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: cloneKind.place(action),
    role: null,
    text: textOf(action),
    values: action.way === 'make' && !action.alone ? [action.until] : [],
  }),
  outputs: () => ({}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) =>
    state === 'partial' && action.way === 'make' ? { ...action, way: 'remove' } : undefined,
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** The source's settings for hot standby, with the LSN that has to be archived. */
export const settingsOfSource = `select json_object_agg(name, setting::int) as needs, $1::pg_lsn::text as until from pg_settings where name in (${hotStandbySql})`

/** The folder, among the clones, for the files that a clone of the cluster replaced. */
export const replacedBy = ({ clone, place }: Pick<CloneAction, 'clone' | 'place'>): string =>
  `${place}/replaced-${clone.replace(/-clone-\d+$/, '')}`

const textOf = (action: CloneAction): string => {
  const { way, stanza, backup, manifest, archive, target, clone, place, node, data = '' } = action
  switch (way) {
    case 'make':
      return `${stanza ? `${restoredBy(action, stanza)}\n` : ''}${action.alone ? '' : `${settingsOfSource};\n`}-- on Howdah's machine: unpacks ${backup} (manifest ${manifest.slice(0, 12)}…) into ${place}, starts PostgreSQL there as ${clone} without a network, replays the WAL of ${archive}${action.alone ? '' : ' once that reaches $1,'} and pauses ${momentOf(target)}`
    case 'start':
      return `-- on Howdah's machine: starts PostgreSQL of ${clone} in ${place} again, which pauses ${momentOf(target)}`
    case 'move':
      return `${stanza ? `${gotBy(action, stanza)}\n` : ''}-- on Howdah's machine: stops ${clone} in ${place}, starts PostgreSQL there again, which replays ${archive} and pauses ${momentOf(target)}`
    case 'promote':
      return `-- on Howdah's machine: stops ${clone} in ${place}, starts PostgreSQL there again with no login let in, until recovery has ended ${momentOf(target)}; stops it, drops the user mappings of foreign servers and disables subscriptions in each database by postgres --single, and starts it for Howdah's logins`
    case 'end':
      return `-- on Howdah's machine: stops ${clone} and removes its files from ${place}`
    case 'remove':
      return `-- on Howdah's machine: removes what is unfinished of ${clone} from ${place}`
    case 'replace':
      return `-- on Howdah's machine: stops ${clone}, writes its files to disk and gives them the *.conf files of ${data}; stops the server of ${node}, moves ${data} to ${replacedBy(action)}/data and the files of ${clone} to ${data}; starts the server with the command line that it had, which replays and is promoted ${momentOf(target)}. Where that fails both folders are moved back, and the server is started again`
    case 'return':
      return `-- on Howdah's machine: stops the server of ${node}, moves ${data} to ${replacedBy(action)}/restored and ${replacedBy(action)}/data to ${data}; starts the server with the command line that it had. Where that fails both folders are moved back, and the server is started again`
    case 'discard':
      return `-- on Howdah's machine: removes ${replacedBy(action)}`
  }
}

const restoredBy = ({ backup, place, clone }: CloneAction, stanza: StanzaConfig): string => {
  const data = `${place}/${clone}/data`
  const words = wordsOfTool(stanza, {
    tool: 'restore',
    backup,
    data,
    tablespaces: `${place}/${clone}/tablespaces`,
  })
  return `-- on Howdah's machine: ${words.join(' ')}, and archive-get of each file of WAL up to the moment`
}

const gotBy = ({ place, clone, archive }: CloneAction, stanza: StanzaConfig): string => {
  const words = wordsOfTool(stanza, {
    tool: 'archive-get',
    data: `${place}/${clone}/data`,
    file: '000000010000000000000001',
    to: `${archive}/000000010000000000000001`,
  })
  return `-- on Howdah's machine, for each file of WAL that is not fetched yet: ${words.join(' ').replaceAll('000000010000000000000001', '<file>')}`
}

const momentOf = (target: CloneAction['target']): string => {
  if (target.kind !== 'step') return momentWords(target)
  return typeof target.xid === 'object'
    ? `at the end of the transaction that step ${target.xid.from + 1} reads`
    : `at the end of transaction ${target.xid}`
}
