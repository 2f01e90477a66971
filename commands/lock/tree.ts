import { z } from 'zod'
import { preparedLabel, preparedWay } from '#checks/prepared'
import { type LockWaits, lockWaits, type Waiter } from '#cluster/facts/lock/waits'
import { sessionLabelOf, wayToFree } from '#cluster/facts/session/sessions'
import { answers } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted } from '#text/figures'

export const lockTree = answers({
  words: 'lock tree',
  summary: 'Who waits for a lock, and for whom',
  example: '',
  first: null,
  daily: true,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view }) {
    const node = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
    return treeOf({ cluster: view.cluster.name, node }, await lockWaits(view.primary))
  },
})

export const treeOf = (
  { cluster, node }: { readonly cluster: string; readonly node: string },
  waits: LockWaits,
): Answer | Refusal => {
  if (!waits.seen) return blind(cluster)
  const waiting = waits.sessions.filter(({ waits: waiter }) => waiter).length
  if (waiting === 0) return answer(`Nobody waits for a lock on ${cluster}.`)
  const roots = rootsOf(waits)
  const [first, ...others] = roots
  if (!first)
    return answer(
      waits.sessions.every(({ blockedBy }) => blockedBy.length > 0)
        ? `${counted(waiting, 'session')} wait for each other; PostgreSQL ends one of them within a second.`
        : `Who holds up ${counted(waiting, 'session')} has just let go: ask again.`,
    )
  const more =
    others.length === 0 ? '' : ` of ${waiting} that wait; ${others.length} more hold up others`
  return answer(
    `${first.label} holds up ${others.length === 0 ? counted(first.held, 'session') : first.held}${more}.`,
    {
      lines: roots.flatMap(({ lines }) => lines),
      offers: roots.slice(0, 3).flatMap(({ session }) => {
        const way = session && wayToFree(session)
        if (!way) return []
        return [
          {
            label: `${way === 'cancel' ? 'Cancel' : 'End'} ${session.pid}`,
            command: `session ${way} ${session.pid} node=${node} started=${session.backendStart} cluster=${cluster}`,
          },
        ]
      }),
    },
  )
}

const blind = (cluster: string): Refusal =>
  refusal(
    `What other sessions do on ${cluster} cannot be seen: its login lacks pg_monitor. Whether anybody waits is NOT known.`,
    `\`doctor cluster=${cluster}\` prints the GRANT.`,
    `doctor cluster=${cluster}`,
  )

/** A root: a session that blocks others and waits for none. */
interface Root {
  readonly label: string
  /** How many sessions wait for the root, directly or indirectly. */
  readonly held: number
  readonly lines: readonly string[]
  readonly session: Waiter | null
}

const rootsOf = ({ sessions, prepared }: LockWaits): readonly Root[] => {
  const behind = behindEach(sessions)
  return [
    ...sessions
      .filter(({ waits }) => !waits)
      .map(session => ({
        label: sessionLabelOf(session),
        session,
        ...tree(lineOf(session, 0), behind.get(session.pid) ?? [], behind),
      })),
    ...prepared.map(one => ({
      label: preparedLabel(one),
      session: null,
      ...tree(
        `• ${preparedLabel(one)}. ${preparedWay(one)}`,
        sessions.filter(({ pid }) => one.holdsUp.includes(pid)),
        behind,
      ),
    })),
  ].toSorted((one, other) => other.held - one.held)
}

type Behind = ReadonlyMap<number, readonly Waiter[]>

/** The waiters of each session. */
const behindEach = (sessions: readonly Waiter[]): Behind => {
  const behind = new Map<number, Waiter[]>()
  for (const one of sessions)
    for (const pid of one.blockedBy) {
      const waiters = behind.get(pid)
      if (waiters) waiters.push(one)
      else behind.set(pid, [one])
    }
  return behind
}

/**
 * Gives each session once, as near to the root as possible: in a queue for a row each session waits for all
 * earlier sessions, so the number of paths grows with the subsets of the queue.
 */
const tree = (
  root: string,
  first: readonly Waiter[],
  behind: Behind,
): Pick<Root, 'held' | 'lines'> => {
  const next = new Map<Waiter, Waiter[]>(first.map(one => [one, []]))
  // A Map iterates in insertion order, entries added during the iteration included.
  for (const [one, own] of next)
    for (const other of behind.get(one.pid) ?? [])
      if (!next.has(other)) {
        next.set(other, [])
        own.push(other)
      }
  const drawn = (some: readonly Waiter[], depth: number): readonly string[] =>
    some.flatMap(one => [lineOf(one, depth), ...drawn(next.get(one) ?? [], depth + 1)])
  return { held: next.size, lines: [root, ...drawn(first, 1)] }
}

/** Deeper by three spaces for each session on the way. */
const lineOf = (waiter: Waiter, depth: number): string => {
  const statement = waiter.query === null ? '' : ` \`${waiter.query.replaceAll('`', "'")}\``
  return `${'   '.repeat(depth)}• ${sessionLabelOf(waiter)}${statement}`
}
