/** The kind of action that starts the server of a node again, on Howdah's machine. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'

export interface RestartAction {
  readonly kind: 'restart'
  /** The session is opened and fenced there, and ends with the server. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The data directory of the node, by paths of Howdah's machine. */
  readonly data: string
  /** The database system that the node has to be of. */
  readonly system: string
  /** When the server that is stopped began, in microseconds since 1970: one that began later is never stopped. */
  readonly began: string
  /** Settings that wait for the restart, with the values in force: the server is started on these where it does not start otherwise. */
  readonly before: readonly { readonly name: string; readonly value: string }[]
  /** True for a replica that has to stream again. */
  readonly streams: boolean
  /** Names under which replicas receive WAL from the node, and have to stream again. */
  readonly followers: readonly string[]
  /** For an orderly stop; a server that takes longer is stopped at once. */
  readonly deadlineSeconds: number
}

export const restartKind: ActionKind<RestartAction> = {
  kind: 'restart',
  schema: z.strictObject({
    kind: z.literal('restart'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    data: z.string().startsWith('/'),
    system: z.string().regex(/^\d{1,20}$/),
    began: z.string().regex(/^\d{1,20}$/),
    before: z.array(
      z.strictObject({ name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/), value: z.string() }),
    ),
    streams: z.boolean(),
    followers: z.array(z.string()),
    deadlineSeconds: z.number(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: restartKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // A line for people: each phase with its time.
  outputs: () => ({ phases: 'text' }),
  changes: () => true,
  isSeen: () => true,
  // The very server that is stopped is named, so a second restart does nothing after the first.
  isRepeatable: () => true,
  mend: () => undefined,
  // A restart is of the node in any role.
  follow: action => action,
}

/** The statements, in the order of sending. */
export const restartSql = {
  checkpoint: 'CHECKPOINT',
  // Of a server that began later, whether it runs on the values of before, as one does that did not start otherwise.
  began: `select (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint::text as began, coalesce((select bool_and(s.setting = b.value) from jsonb_to_recordset($1::jsonb) b(name text, value text) join pg_settings s on s.name = b.name), false) as on_before`,
  standing: `select pg_is_in_recovery() as recovering, exists (select from pg_stat_wal_receiver where status = 'streaming') as receives, (select count(distinct application_name)::int from pg_stat_replication where application_name = any($1) and state = 'streaming') as followers`,
  position: 'select pg_current_wal_lsn()::text as lsn',
  follows: `select count(distinct application_name)::int as n from pg_stat_replication where application_name = any($1) and state = 'streaming' and replay_lsn >= $2::pg_lsn`,
} as const

const textOf = ({ node, data, before, streams, followers, deadlineSeconds }: RestartAction) => {
  const { checkpoint, began, standing, position, follows } = restartSql
  return [
    `-- on Howdah's machine: reads the configuration as the start will (postgres -C), and stops nothing where PostgreSQL refuses that`,
    `-- on ${node}, so that its stop is short: ${checkpoint}`,
    `-- on Howdah's machine, by a program that goes on without Howdah: stops PostgreSQL in ${data} (a fast shutdown; an immediate one after ${deadlineSeconds} s), and starts it in the way of its last start`,
    ...(before.length === 0
      ? []
      : [
          `-- where it does not start: writes into postgresql.auto.conf what is in force now, and starts it once more: ${before.map(({ name, value }) => `${name} = '${value}'`).join(', ')}`,
        ]),
    `-- on ${node}, until it answers: ${began}`,
    `-- on ${node}${streams ? ', until it streams' : ''}: ${standing}`,
    ...(followers.length === 0
      ? []
      : [
          `-- on ${node}, until ${followers.join(' and ')} ${followers.length === 1 ? 'streams' : 'stream'} from it:`,
          `${position};`,
          `${follows};`,
        ]),
  ].join('\n')
}
