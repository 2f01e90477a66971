/** The kind of action that works on the admin console of a PgBouncer. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties, type Reference } from '#model/actions/action-kind'
import { consoleText, pooledName, poolerSchema } from '#model/actions/pool/console'

interface OnConsole {
  readonly kind: 'pgbouncer'
  /** Where the session is opened that holds the fence: PgBouncer has no locks. Name of the node in the inventory. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** In the inventory; an address that has changed since the plan is another PgBouncer. */
  readonly pooler: { readonly name: string; readonly host: string; readonly port: number }
  /** Of a pause: how long PAUSE may wait for open transactions. */
  readonly deadlineSeconds: number
}

/** No client gets a server until `until`, or until a RESUME before that. */
export interface PauseAction extends OnConsole {
  readonly way: 'pause'
  /** Database of PgBouncer. */
  readonly of: string
  /** An ISO time by the clock of the node; a watchdog resumes then, whatever becomes of Howdah. */
  readonly until: string | Reference
}

/** Waits until `until`, then resumes; ends earlier where the database is resumed meanwhile. */
interface ReleaseAction extends OnConsole {
  readonly way: 'release'
  readonly of: string
  readonly until: string | Reference
}

interface ResumeAction extends OnConsole {
  readonly way: 'resume'
  readonly of: string
}

/** By the configuration file, as SET is over with the next RELOAD. */
export interface ResizeAction extends OnConsole {
  readonly way: 'resize'
  readonly of: string
  /** The configuration file of PgBouncer, by the path of Howdah's machine. */
  readonly file: string
  /** Servers for each user; null for the default of PgBouncer. */
  readonly size: number | null
}

/** When a server is free for the next client (manual of PgBouncer, `pool_mode`). */
export const poolModes = ['session', 'transaction', 'statement'] as const
export type PoolMode = (typeof poolModes)[number]

/** By the configuration file. Servers of before are closed, with the state that sessions left there. */
export interface SetModeAction extends OnConsole {
  readonly way: 'set-mode'
  readonly of: string
  /** The configuration file of PgBouncer, by the path of Howdah's machine. */
  readonly file: string
  /** Null for the default of PgBouncer. */
  readonly mode: PoolMode | null
}

export type PgbouncerAction =
  | PauseAction
  | ReleaseAction
  | ResumeAction
  | ResizeAction
  | SetModeAction

const common = {
  kind: z.literal('pgbouncer'),
  node: z.string(),
  database: z.string(),
  duty: z.enum(duties),
  pooler: poolerSchema,
  deadlineSeconds: z.number(),
}
const of = z.string().regex(pooledName)
const file = z.string().startsWith('/')
const until = z.union([
  z.iso.datetime(),
  z.strictObject({ from: z.int().min(0), output: z.string() }),
])

export const pgbouncerKind: ActionKind<PgbouncerAction> = {
  kind: 'pgbouncer',
  schema: z.discriminatedUnion('way', [
    z.strictObject({
      ...common,
      way: z.literal('pause'),
      of,
      until,
    }),
    z.strictObject({ ...common, way: z.literal('release'), of, until }),
    z.strictObject({ ...common, way: z.literal('resume'), of }),
    z.strictObject({
      ...common,
      way: z.literal('resize'),
      of,
      file,
      size: z.int().min(1).nullable(),
    }),
    z.strictObject({
      ...common,
      way: z.literal('set-mode'),
      of,
      file,
      mode: z.enum(poolModes).nullable(),
    }),
  ]),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: pgbouncerKind.place(action),
    role: null,
    text: textOf(action),
    values: 'until' in action ? [action.until] : [],
  }),
  outputs: () => ({}),
  // A release may be performed any number of times: it only waits where nothing is paused.
  changes: ({ way }) => way !== 'release',
  isSeen: () => true,
  isRepeatable: () => false,
  mend: (action, state) => {
    if (action.way !== 'pause' || state !== 'partial') return undefined
    const { until: _, ...place } = action
    return { ...place, way: 'resume' }
  },
  follow: (action, primary) => ({ ...action, node: primary }),
}

/** Sent on the node, whose clock counts. */
export const secondsLeft =
  'select extract(epoch from $1::timestamptz - clock_timestamp())::float as seconds'

const textOf = (action: PgbouncerAction): string => {
  const { name, host, port } = action.pooler
  const there = `-- on PgBouncer ${name} (${host}:${port}), by its login \`admin\`:`
  switch (action.way) {
    case 'pause': {
      const resume = consoleText.resume(action.of)
      return [
        `${secondsLeft};`,
        `-- on Howdah's machine: starts a process that sends ${resume} by $1, whatever becomes of Howdah`,
        there,
        `${consoleText.pause(action.of)};`,
        `-- not paused within ${action.deadlineSeconds} s: ${resume}`,
      ].join('\n')
    }
    case 'release':
      return [
        `${secondsLeft};`,
        `${there.slice(0, -1)}, by $1:`,
        consoleText.resume(action.of),
      ].join('\n')
    case 'resume':
      return [there, consoleText.resume(action.of)].join('\n')
    case 'resize':
      return [wordText(action, 'pool_size', action.size), there, consoleText.reload].join('\n')
    case 'set-mode': {
      const reconnect = consoleText.reconnect(action.of)
      return [
        there,
        `${reconnect};`,
        wordText(action, 'pool_mode', action.mode),
        there,
        `${consoleText.reload};`,
        reconnect,
      ].join('\n')
    }
  }
}

const wordText = (
  { of: database, file: path }: Pick<ResizeAction, 'of' | 'file'>,
  key: string,
  word: string | number | null,
): string =>
  `-- on Howdah's machine: "${database}" in ${path} ${word === null ? `has no ${key} any more` : `gets ${key}=${word}`}`
