/** Waiters and blockers of every node. A lock of the primary is replayed, and then stops readers of a replica. */
import {
  holdersOf,
  type PreparedHolder,
  type PrimaryLocks,
  type ReplayedLock,
  replayedLocks,
  replayPaused,
  type SessionHolder,
} from '#cluster/facts/lock/replayed'
import {
  type LockWaits,
  lockWaits,
  type PreparedBlocker,
  type Waiter,
} from '#cluster/facts/lock/waits'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

/** A pid says nothing without the node, so that a session is known by `placeOf`. */
export interface PlacedWaiter extends Omit<Waiter, 'blockedBy'> {
  readonly node: string
  readonly blockedBy: readonly string[]
}

export interface PlacedPrepared extends Omit<PreparedBlocker, 'holdsUp'> {
  readonly holdsUp: readonly string[]
}

export interface ClusterWaits {
  readonly seen: boolean
  readonly sessions: readonly PlacedWaiter[]
  readonly prepared: readonly PlacedPrepared[]
  /** Nodes that were looked at, primary first. */
  readonly nodes: readonly string[]
  /** Nodes that could not be looked at. */
  readonly unseen: readonly string[]
  /** Replicas whose replay is paused. */
  readonly paused: readonly string[]
}

/** What a node said, before the nodes are put together. */
export interface NodeWaits extends LockWaits {
  readonly node: string
  readonly replayed: readonly ReplayedLock[]
  readonly paused: boolean
}

export const placeOf = ({ node, pid }: { readonly node: string; readonly pid: number }): string =>
  `${node} ${pid}`

export const clusterWaits = async (view: View): Promise<ClusterWaits> => {
  const looks = await Promise.all(view.nodes.map(lookAt))
  const nodes = looks.filter(look => typeof look !== 'string')
  const relations = nodes.flatMap(({ replayed }) => replayed.map(({ relation }) => relation))
  const primary = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
  return putTogether(nodes, {
    primary,
    unseen: [
      ...view.unreachable.map(({ name }) => name),
      ...looks.filter(look => typeof look === 'string'),
    ],
    ...(await holdersOf(view.primary, relations)),
  })
}

/** The name alone of a replica that cannot be read now: the other nodes are told of all the same. */
const lookAt = async ({
  name,
  role,
  reader,
}: View['nodes'][number]): Promise<NodeWaits | string> => {
  const primary = role === 'primary'
  try {
    const [waits, replayed, paused] = await Promise.all([
      lockWaits(reader),
      primary ? [] : replayedLocks(reader),
      primary ? false : replayPaused(reader),
    ])
    return { node: name, ...waits, replayed, paused }
  } catch (error) {
    if (primary || !(error instanceof Failure)) throw error
    return name
  }
}

interface OnPrimary {
  readonly primary: string
  readonly unseen: readonly string[]
  readonly sessions: readonly SessionHolder[]
  readonly prepared: readonly PreparedHolder[]
}

export const putTogether = (
  nodes: readonly NodeWaits[],
  { primary, unseen, sessions: holders, prepared: preparedHolders }: OnPrimary,
): ClusterWaits => {
  const placed = nodes.flatMap(node =>
    node.sessions.map((session): PlacedWaiter => {
      const blocking = tracedTo(holders, node, session.pid)
      const traced = [...blocking, ...tracedTo(preparedHolders, node, session.pid)].length > 0
      const replays = node.sessions.filter(({ kind }) => kind === 'startup').map(({ pid }) => pid)
      const own = session.blockedBy.filter(pid => !traced || !replays.includes(pid))
      return {
        ...session,
        node: node.node,
        blockedBy: [
          ...own.map(pid => placeOf({ node: node.node, pid })),
          ...blocking.map(({ pid }) => placeOf({ node: primary, pid })),
        ],
      }
    }),
  )
  const known = new Set(placed.map(placeOf))
  const added = holders
    .map((holder): PlacedWaiter => ({ ...holder, node: primary, waits: false, blockedBy: [] }))
    .filter(holder => !known.has(placeOf(holder)))
  const all = [...placed, ...added]
  const blocking = new Set(all.flatMap(({ blockedBy }) => blockedBy))
  return {
    seen: nodes.every(({ seen }) => seen),
    sessions: all.filter(one => one.waits || blocking.has(placeOf(one))),
    prepared: preparedOf(nodes, preparedHolders),
    nodes: nodes.map(({ node }) => node),
    unseen,
    paused: nodes.filter(({ paused }) => paused).map(({ node }) => node),
  }
}

/**
 * The holders of the replayed locks that a session of a replica waits for. While replay is paused, or where the
 * holder began after the wait, the replayed lock may be of an earlier transaction.
 */
const tracedTo = <Holder extends PrimaryLocks>(
  holders: readonly Holder[],
  { paused, replayed }: NodeWaits,
  pid: number,
): readonly Holder[] =>
  paused
    ? []
    : holders.filter(({ relations, began }) =>
        replayed.some(
          ({ relation, waiters, since }) =>
            waiters.includes(pid) &&
            relations.includes(relation) &&
            (since === null || began <= since),
        ),
      )

/** A prepared transaction of the primary holds up sessions there, and by its replayed locks sessions of replicas. */
const preparedOf = (
  nodes: readonly NodeWaits[],
  holders: readonly PreparedHolder[],
): readonly PlacedPrepared[] => {
  const found = new Map<string, PlacedPrepared>()
  const add = (one: PreparedHolder | PreparedBlocker, waiters: readonly string[]): void => {
    const { gid, owner, database, seconds } = one
    const holdsUp = [...(found.get(gid)?.holdsUp ?? []), ...waiters]
    if (holdsUp.length > 0) found.set(gid, { gid, owner, database, seconds, holdsUp })
  }
  for (const { node, prepared } of nodes)
    for (const one of prepared)
      add(
        one,
        one.holdsUp.map(pid => placeOf({ node, pid })),
      )
  for (const holder of holders)
    for (const node of nodes)
      add(
        holder,
        node.sessions
          .filter(({ pid }) => tracedTo([holder], node, pid).length > 0)
          .map(({ pid }) => placeOf({ node: node.node, pid })),
      )
  return [...found.values()]
}
