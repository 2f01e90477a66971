/** The kind of action that has Patroni move the primary to a replica: Patroni stops, promotes and lets follow. */
import { z } from 'zod'
import { type ActionKind, type Duty, duties } from '#model/actions/action-kind'
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
  }),
  place: ({ node, database, duty }) => ({ node, database, duty }),
  show: action => ({
    place: patroniKind.place(action),
    role: null,
    text: textOf(action),
    values: [],
  }),
  // A line for people: each phase with its time, and how long writes stood still.
  outputs: () => ({ phases: 'text' }),
  changes: () => true,
  isSeen: () => true,
  // Patroni switches over only from the leader that is named, so a second request after the first one does nothing.
  isRepeatable: () => true,
  mend: () => undefined,
  follow: action => action,
  movesPrimary: true,
}

/** The body of POST /switchover. */
export const switchoverBody = ({ leader, candidate }: PatroniAction) => ({ leader, candidate })

const textOf = (action: PatroniAction): string => {
  const { node, from, deadlineSeconds } = action
  const { checkpoint, write, promoted, follows } = switchoverSql
  return [
    `-- on ${from}, so that its stop is short: ${checkpoint}`,
    `-- on ${from}, again and again until it stops: ${write}`,
    `-- at the Patroni of ${from}: GET /cluster, and once POST /switchover ${JSON.stringify(switchoverBody(action))}`,
    `-- on ${node}, until it is the primary, for ${deadlineSeconds} s at most:`,
    `${promoted};`,
    `${write};`,
    `-- on ${node}, until ${from} follows: ${follows}`,
    `-- at the Patroni of ${node}, until it is the leader: GET /cluster`,
  ].join('\n')
}
