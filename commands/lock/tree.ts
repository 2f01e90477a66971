import { z } from 'zod'
import { preparedLabel, preparedWay } from '#checks/prepared'
import {
  type ClusterWaits,
  clusterWaits,
  type PlacedWaiter,
  placeOf,
} from '#cluster/facts/lock/cluster-waits'
import { sessionLabelOf, wayToFree } from '#cluster/facts/session/sessions'
import type { ClusterAbout } from '#model/cluster'
import { answers } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const lockTree = answers({
  words: 'lock tree',
  summary: 'Who waits for a lock, and for whom',
  example: '',
  first: null,
  daily: true,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  answer: async ({ view }) => treeOf(view.cluster, await clusterWaits(view)),
})

/** Offers no way to end a session without a login for maintenance. */
export const treeOf = (
  { name: cluster, cloneOf, logins }: Pick<ClusterAbout, 'name' | 'cloneOf' | 'logins'>,
  waits: ClusterWaits,
): Answer | Refusal => {
  if (!waits.seen) return blind(cluster)
  const waiting = waits.sessions.filter(({ waits: waiter }) => waiter)
  const unseen = waits.unseen.map(
    node => `${node} could not be looked at: whether anybody waits there is NOT known.`,
  )
  if (waiting.length === 0)
    return answer(
      [`Nobody waits for a lock on ${listed(waits.nodes, 'or')}.`, ...unseen].join(' '),
      unseen.length > 0 ? { alarm: true } : {},
    )
  const roots = rootsOf(waits)
  const [first, ...others] = roots
  const stuck = waiting.filter(one => isReplay(one) && one.blockedBy.length === 0).map(stuckReplay)
  if (!first) {
    const [title, ...lines] = [...stuck, ...(stuck.length > 0 ? [] : [withoutRoot(waits.sessions)])]
    return answer(title ?? '', { lines: [...lines, ...unseen], alarm: true })
  }
  const { held, label } = first
  const whom =
    others.length === 0
      ? heldWords(first)
      : `${held} of ${waiting.length} that wait; ${counted(others.length, 'more holds up others', 'more hold up others')}`
  return answer(`${label.replace(/^the /, 'The ')} holds up ${whom}.`, {
    alarm: true,
    lines: [
      ...roots.flatMap(({ lines }) => lines),
      ...roots.flatMap(resumption(waits, cloneOf)),
      ...stuck,
      ...unseen,
    ],
    offers: roots.slice(0, 3).flatMap(({ session }) => {
      const way = session && logins.maintain !== null && wayToFree(session, logins)
      if (!way) return []
      return [
        {
          label: `${way === 'cancel' ? 'Cancel' : 'End'} ${session.pid}`,
          command: writeCommand(`session ${way} ${session.pid}`, {
            node: session.node,
            started: session.backendStart,
            cluster,
          }),
        },
      ]
    }),
  })
}

const heldWords = ({ held, replays }: Root): string =>
  listed([
    ...(held > replays.length ? [counted(held - replays.length, 'session')] : []),
    ...replays.map(node => `the replay of ${node}`),
  ])

/** A replica keeps a lock until the end of the transaction is replayed; a clone that replays on loses the moment. */
const resumption =
  ({ paused }: ClusterWaits, cloneOf: string | undefined) =>
  ({ session }: Root): readonly string[] => {
    if (!session || !isReplay(session) || !paused.includes(session.node)) return []
    return [
      cloneOf === undefined
        ? `The lock stays until ${session.node} replays on: ask an administrator to run \`SELECT pg_wal_replay_resume()\` there.`
        : `The lock stays, as a clone stands still at its moment: restore ${cloneOf} to a moment before the lock, and end ${session.node}.`,
    ]
  }

/** A wait for a buffer, or for a snapshot among several. */
const stuckReplay = ({ node, waitsFor }: PlacedWaiter): string =>
  `The replay of ${node} waits for a session there, and PostgreSQL does not say for which (${waitsFor ?? 'not known'}): look at the oldest transactions of ${node} first.`

const withoutRoot = (sessions: readonly PlacedWaiter[]): string => {
  const many = counted(sessions.filter(({ waits }) => waits).length, 'session')
  return sessions.every(({ blockedBy }) => blockedBy.length > 0)
    ? `${many} wait for each other; PostgreSQL ends one of them within a second.`
    : `Whoever holds up ${many} has just let go: try again.`
}

const blind = (cluster: string): Refusal =>
  refusal(
    `What other sessions do on ${cluster} cannot be seen: its login lacks pg_monitor. Whether anybody waits is NOT known.`,
    `\`${writeCommand('doctor', { cluster })}\` prints the GRANT.`,
    writeCommand('doctor', { cluster }),
  )

/** A root: a session that blocks others and waits for none. */
interface Root {
  readonly label: string
  /** How many wait for the root, directly or indirectly. */
  readonly held: number
  /** Nodes whose replay is among the waiters. */
  readonly replays: readonly string[]
  readonly lines: readonly string[]
  readonly session: PlacedWaiter | null
}

const rootsOf = (waits: ClusterWaits): readonly Root[] => {
  const { sessions, prepared } = waits
  const behind = behindEach(sessions)
  const several = waits.nodes.length + waits.unseen.length > 1
  const drawn: Drawn = {
    behind,
    label: session => labelOf(session, waits.paused, several),
  }
  return [
    ...sessions
      .filter(one => !one.waits)
      .map(session => ({
        label: drawn.label(session),
        session,
        ...tree(lineOf(session, 0, drawn), behind.get(placeOf(session)) ?? [], drawn),
      })),
    ...prepared.map(one => ({
      label: preparedLabel(one),
      session: null,
      ...tree(
        `• ${preparedLabel(one)}. ${preparedWay(one)}`,
        sessions.filter(session => one.holdsUp.includes(placeOf(session))),
        drawn,
      ),
    })),
  ].toSorted((one, other) => other.held - one.held)
}

interface Drawn {
  /** The waiters of each session, by its place. */
  readonly behind: ReadonlyMap<string, readonly PlacedWaiter[]>
  readonly label: (session: PlacedWaiter) => string
}

const isReplay = ({ kind }: PlacedWaiter): boolean => kind === 'startup'

const labelOf = (session: PlacedWaiter, paused: readonly string[], several: boolean): string => {
  const { node } = session
  if (isReplay(session)) return `the replay of ${node}${paused.includes(node) ? ' (paused)' : ''}`
  return `${sessionLabelOf(session)}${several ? ` on ${node}` : ''}`
}

const behindEach = (sessions: readonly PlacedWaiter[]): Drawn['behind'] => {
  const behind = new Map<string, PlacedWaiter[]>()
  for (const one of sessions)
    for (const place of one.blockedBy) {
      const waiters = behind.get(place)
      if (waiters) waiters.push(one)
      else behind.set(place, [one])
    }
  return behind
}

/**
 * Gives each session once, as near to the root as possible: in a queue for a row each session waits for all
 * earlier sessions, so the number of paths grows with the subsets of the queue.
 */
const tree = (
  root: string,
  first: readonly PlacedWaiter[],
  drawn: Drawn,
): Pick<Root, 'held' | 'replays' | 'lines'> => {
  const next = new Map<PlacedWaiter, PlacedWaiter[]>(first.map(one => [one, []]))
  // A Map iterates in insertion order, entries added during the iteration included.
  for (const [one, own] of next)
    for (const other of drawn.behind.get(placeOf(one)) ?? [])
      if (!next.has(other)) {
        next.set(other, [])
        own.push(other)
      }
  const lines = (some: readonly PlacedWaiter[], depth: number): readonly string[] =>
    some.flatMap(one => [lineOf(one, depth, drawn), ...lines(next.get(one) ?? [], depth + 1)])
  return {
    held: next.size,
    replays: [...next.keys()].filter(isReplay).map(({ node }) => node),
    lines: [root, ...lines(first, 1)],
  }
}

/** Deeper by three spaces for each session on the way. */
const lineOf = (waiter: PlacedWaiter, depth: number, { label }: Drawn): string => {
  const hidden = waiter.query === null || isReplay(waiter)
  const statement = hidden ? '' : ` \`${waiter.query.replaceAll('`', "'")}\``
  return `${'   '.repeat(depth)}• ${label(waiter)}${statement}`
}
