/** The kind of action that moves the primary to a replica in order: the old primary is stopped first, and follows afterwards. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'
import {
  ledText,
  type Meanwhile,
  meanwhileSchema,
  pausedText,
  resumedText,
} from '#model/actions/pool/console'
import { repointText, switchoverSql } from '#model/actions/replication/statements'

export interface SwitchoverAction {
  readonly kind: 'switchover'
  /** The replica that becomes the primary: the session is opened and fenced there, and lives through the promotion. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The present primary, with a server on Howdah's machine. */
  readonly from: string
  /** The data directory of `from`, by paths of Howdah's machine. */
  readonly data: string
  /** The database system that both nodes have to be of. */
  readonly system: string
  /** `back` starts `from` as the primary again while `node` is a replica; `rejoin` lets `from` follow the new primary. */
  readonly way: 'switch' | 'back' | 'rejoin'
  readonly deadlineSeconds: number
  /** Other replicas on Howdah's machine, with their data directories, which follow `node` afterwards; plans of before have none. */
  readonly others?: readonly { readonly name: string; readonly data: string }[] | undefined
  /** Pools that lead to the present primary; left out where nothing waits. */
  readonly meanwhile?: Meanwhile | undefined
}

export const switchoverKind: ActionKind<SwitchoverAction> = {
  kind: 'switchover',
  schema: z.strictObject({
    kind: z.literal('switchover'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    from: z.string(),
    data: z.string().startsWith('/'),
    system: z.string().regex(/^\d{1,20}$/),
    way: z.enum(['switch', 'back', 'rejoin']),
    deadlineSeconds: z.number(),
    others: z
      .array(z.strictObject({ name: z.string(), data: z.string().startsWith('/') }))
      .optional(),
    meanwhile: meanwhileSchema.optional(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: switchoverKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // Lines for people: each phase with its time, and how long writes stood still; how long clients of the pools waited.
  outputs: ({ way, meanwhile }) => ({
    ...(way === 'switch' ? { phases: 'text' } : {}),
    ...(way === 'switch' && meanwhile ? { waits: 'text' } : {}),
  }),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) =>
    state === 'partial'
      ? { ...action, way: 'back' }
      : state === 'untidy'
        ? { ...action, way: 'rejoin' }
        : undefined,
  follow: action => action,
  movesPrimary: true,
}

const textOf = (action: SwitchoverAction): string => {
  const { node, from, data, way, others = [], meanwhile } = action
  const { connects, checkpoint, makeSlot, write, replayed, promote, promoted, follows, dropSlot } =
    switchoverSql
  const follow = [
    `-- on Howdah's machine: standby.signal and where ${from} receives WAL from are written into ${data}, by which ${from} starts as a replica of ${node} whoever starts it`,
  ]
  const start = [
    `-- on Howdah's machine: starts PostgreSQL of ${from}`,
    `-- on ${node}, until ${from} follows: ${follows}`,
    `-- on ${from}: ${dropSlot}`,
    ...others.flatMap(other => repointText(node, other)),
  ]
  switch (way) {
    case 'switch':
      return [
        `-- on ${node}:`,
        `${connects};`,
        `${makeSlot};`,
        `-- on ${from}, so that its stop is short: ${checkpoint}`,
        `-- on ${from}, again and again until it stops: ${write}`,
        ...pausedText(meanwhile),
        ...follow,
        `-- on Howdah's machine: stops PostgreSQL of ${from} (a fast shutdown: its sessions end, its WAL is sent)`,
        `-- on ${node}, from here on:`,
        `${replayed};`,
        `${promote};`,
        `${promoted};`,
        `${write};`,
        ...ledText(meanwhile),
        ...start,
      ].join('\n')
    case 'rejoin':
      return [
        ...ledText(meanwhile),
        `-- on ${node}:`,
        `${connects};`,
        `${makeSlot};`,
        ...follow,
        ...start,
      ].join('\n')
    case 'back':
      return [
        `-- on ${node}: ${promoted}`,
        `-- on Howdah's machine: takes standby.signal out of ${data}, and starts PostgreSQL of ${from} as the primary`,
        `-- on ${from}: ${promoted}`,
        ...resumedText(meanwhile),
        `-- on ${node}: ${dropSlot}`,
      ].join('\n')
  }
}
