/** The kind of action that has Patroni move the primary to a replica: Patroni stops, promotes and lets follow. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'
import { ledText, type Meanwhile, meanwhileSchema, pausedText } from '#model/actions/pool/console'
import { switchoverSql } from '#model/actions/replication/statements'

export interface PatroniAction {
  readonly kind: 'patroni'
  /** The replica that becomes the primary: the session is opened and fenced there, and lives through the promotion. */
  readonly node: string
  readonly database: string
  readonly duty: Duty
  /** The present primary, whose Patroni is asked: that of the replica would wait for the loop of the leader. */
  readonly from: string
  /** Patroni's names of `from`, of `node` and of the cluster. */
  readonly leader: string
  readonly candidate: string
  readonly scope: string
  /** The database system that both nodes have to be of. */
  readonly system: string
  readonly deadlineSeconds: number
  /** Pools that lead to the present primary; left out where nothing waits. */
  readonly meanwhile?: Meanwhile | undefined
  /** Only leads the pools to the new primary, after Patroni has switched over. */
  readonly way?: 'lead' | undefined
}

export const patroniKind: ActionKind<PatroniAction> = {
  kind: 'patroni',
  schema: z.strictObject({
    kind: z.literal('patroni'),
    node: z.string(),
    database: z.string(),
    duty: z.enum(duties),
    from: z.string(),
    leader: z.string(),
    candidate: z.string(),
    scope: z.string(),
    system: z.string().regex(/^\d{1,20}$/),
    deadlineSeconds: z.number(),
    meanwhile: meanwhileSchema.optional(),
    way: z.literal('lead').optional(),
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: patroniKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // Lines for people: each phase with its time, and how long writes stood still; how long clients of the pools waited.
  outputs: ({ meanwhile }) => ({ phases: 'text', ...(meanwhile ? { waits: 'text' } : {}) }),
  changes: () => true,
  isSeen: () => true,
  // Patroni switches over only from the leader that is named, so a second request after the first one does nothing.
  isRepeatable: () => true,
  mend: (action, state) => (state === 'untidy' ? { ...action, way: 'lead' } : undefined),
  follow: action => action,
  movesPrimary: true,
}

/** The body of POST /switchover. */
export const switchoverBody = ({ leader, candidate }: PatroniAction) => ({ leader, candidate })

const textOf = (action: PatroniAction): string => {
  const { node, from, deadlineSeconds, meanwhile, way } = action
  const { checkpoint, write, promoted, follows } = switchoverSql
  if (way === 'lead') return ledText(meanwhile).join('\n')
  return [
    `-- on ${from}, so that its stop is short: ${checkpoint}`,
    `-- on ${from}, again and again until it stops: ${write}`,
    ...pausedText(meanwhile),
    `-- at the Patroni of ${from}: GET /cluster, and once POST /switchover ${JSON.stringify(switchoverBody(action))}`,
    `-- on ${node}, until it is the primary, for ${deadlineSeconds} s at most:`,
    `${promoted};`,
    `${write};`,
    ...ledText(meanwhile),
    `-- on ${node}, until ${from} follows: ${follows}`,
    `-- at the Patroni of ${node}, until it is the leader: GET /cluster`,
  ].join('\n')
}
