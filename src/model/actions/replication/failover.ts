/** The kind of action that makes a replica the primary in the place of a primary that is gone: the old primary is fenced first. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'
import { repointText, switchoverSql } from '#model/actions/replication/statements'

/** A server on Howdah's machine: `data` is its data directory, by paths of that machine. */
interface ServerOn {
  readonly name: string
  readonly data: string
}

export interface FailoverAction {
  readonly kind: 'failover'
  /** The replica that becomes the primary: the session is opened and fenced there, and lives through the promotion. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The primary that is gone. */
  readonly from: string
  /** The data directory of `from`, to be fenced by its files; null where a person declares the machine off. */
  readonly data: string | null
  /** The database system of all nodes. */
  readonly system: string
  /** Other replicas, which follow `node` afterwards. */
  readonly others: readonly ServerOn[]
  /** `back` takes the fence of `from` away while `node` is a replica; `repoint` only lets the others follow. */
  readonly way: 'fail over' | 'back' | 'repoint'
  /** For what `node` has received and not replayed yet. */
  readonly deadlineSeconds: number
}

export const failoverKind: ActionKind<FailoverAction> = {
  kind: 'failover',
  schema: z.strictObject({
    kind: z.literal('failover'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    from: z.string(),
    data: z.string().startsWith('/').nullable(),
    system: z.string().regex(/^\d{1,20}$/),
    others: z.array(z.strictObject({ name: z.string(), data: z.string().startsWith('/') })),
    way: z.enum(['fail over', 'back', 'repoint']),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: failoverKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // A line for people: each phase with its time.
  outputs: ({ way }) => (way === 'fail over' ? { phases: 'text' } : {}),
  changes: () => true,
  isSeen: () => true,
  isRepeatable: () => true,
  mend: (action, state) =>
    state === 'partial'
      ? { ...action, way: 'back' }
      : state === 'untidy'
        ? { ...action, way: 'repoint' }
        : undefined,
  follow: action => action,
  movesPrimary: true,
}

/** The statements of a failover beside those of a switchover. */
export const failoverSql = {
  receives: `select from pg_stat_wal_receiver where status = 'streaming'`,
  replayed: `select pg_last_wal_replay_lsn()::text as at, coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), true) as whole,
  pg_is_wal_replay_paused() as paused`,
} as const

const textOf = ({ node, from, data, others, way }: FailoverAction): string => {
  const { connects, promote, promoted, write } = switchoverSql
  const fence =
    data === null
      ? [`-- nothing is done to ${from}: its machine is off, as a person has declared`]
      : [
          `-- on Howdah's machine: standby.signal is written into ${data}, by which ${from} never starts as a primary again by itself; its server is stopped where it still runs`,
        ]
  const repoint = others.flatMap(other => repointText(node, other))
  switch (way) {
    case 'fail over':
      return [
        `-- on ${node}:`,
        `${failoverSql.receives};`,
        `${connects};`,
        ...fence,
        `-- on ${node}, from here on:`,
        `${failoverSql.replayed};`,
        `${promote};`,
        `${promoted};`,
        `${write};`,
        ...repoint,
      ].join('\n')
    case 'repoint':
      return [`-- on ${node}: ${promoted}`, ...repoint].join('\n')
    case 'back':
      return [
        `-- on ${node}: ${promoted}`,
        ...(data === null
          ? []
          : [`-- on Howdah's machine: takes standby.signal out of ${data}; no server is started`]),
      ].join('\n')
  }
}
