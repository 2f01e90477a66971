import { z } from 'zod'
import { type LockWaits, lockWaits, type Waiter } from '#cluster/lock-waits'
import { sessionLabelOf, wayToFree } from '#cluster/sessions'
import { answer, answers } from '#engine/command'
import { preparedLabel, preparedWay } from '#engine/prepared'
import { type Refusal, refusal } from '#engine/refusal'
import { counted } from '#engine/spoken'

export const lockTree = answers({
  words: 'lock tree',
  summary: 'Who waits for a lock, and for whom',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  async answer({ view }) {
    if (!view) throw new Error('asked without a view')
    const waits = await lockWaits(view.primary)
    const waiting = waits.sessions.filter(({ waits: waiter }) => waiter).length
    const node = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
    if (!waits.seen) return blind(view.cluster.name)
    if (waiting === 0) return answer(`Nobody waits for a lock on ${view.cluster.name}.`)
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
              command: `session ${way} ${session.pid} node=${node} started="${session.backendStart}" cluster=${view.cluster.name}`,
            },
          ]
        }),
      },
    )
  },
})

const blind = (cluster: string): Refusal =>
  refusal(
    `What other sessions do on ${cluster} cannot be seen: its login lacks pg_monitor. Whether anybody waits is NOT known.`,
    `\`doctor cluster=${cluster}\` prints the GRANT.`,
    `doctor cluster=${cluster}`,
  )

/** One that others wait for and that waits for nobody. */
interface Root {
  readonly label: string
  /** How many sessions wait for it, directly or behind others. */
  readonly held: number
  readonly lines: readonly string[]
  readonly session: Waiter | null
}

const rootsOf = ({ sessions, prepared }: LockWaits): readonly Root[] => {
  const holding = sessions.filter(({ waits }) => !waits)
  return [
    ...holding.map(session => {
      const behind = sessions.filter(({ blockedBy }) => blockedBy.includes(session.pid))
      return {
        label: sessionLabelOf(session),
        held: heldBy(behind, sessions).size,
        lines: branch(session, sessions, 0, new Set()),
        session,
      }
    }),
    ...prepared.map(one => {
      const behind = sessions.filter(({ pid }) => one.holdsUp.includes(pid))
      return {
        label: preparedLabel(one),
        held: heldBy(behind, sessions).size,
        lines: [
          `• ${preparedLabel(one)}. ${preparedWay(one)}`,
          ...behind.flatMap(session => branch(session, sessions, 1, new Set())),
        ],
        session: null,
      }
    }),
  ].toSorted((one, other) => other.held - one.held)
}

/** Those, and whoever waits for one of them. */
const heldBy = (first: readonly Waiter[], all: readonly Waiter[]): ReadonlySet<number> => {
  const held = new Set(first.map(({ pid }) => pid))
  // A set is gone through in the order of adding, what is added on the way included.
  for (const pid of held) for (const one of all) if (one.blockedBy.includes(pid)) held.add(one.pid)
  return held
}

/** Deeper by two spaces for each session on the way; a circle is shown once. */
const branch = (
  waiter: Waiter,
  all: readonly Waiter[],
  depth: number,
  seen: ReadonlySet<number>,
): readonly string[] => {
  if (seen.has(waiter.pid)) return []
  const next = new Set([...seen, waiter.pid])
  const statement = waiter.query === null ? '' : ` \`${waiter.query.replaceAll('`', "'")}\``
  return [
    `${'   '.repeat(depth)}• ${sessionLabelOf(waiter)}${statement}`,
    ...all
      .filter(({ blockedBy }) => blockedBy.includes(waiter.pid))
      .flatMap(one => branch(one, all, depth + 1, next)),
  ]
}
