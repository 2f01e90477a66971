import { z } from 'zod'
import { lockWaits, sessionLabelOf, type Waiter } from '#cluster/sessions'
import { answer, answers } from '#engine/command'

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
    const waiters = await lockWaits(view.primary)
    const node = view.nodes.find(({ role }) => role === 'primary')?.name ?? ''
    if (waiters.length === 0) return answer(`Nobody waits for a lock on ${view.cluster.name}.`)
    const roots = waiters.filter(({ blockedBy }) => blockedBy.length === 0)
    const [first] = roots
    return answer(
      first
        ? `${sessionLabelOf(first)} holds up ${waiters.length - roots.length} sessions.`
        : `${waiters.length} sessions wait for each other; PostgreSQL ends one of them within a second.`,
      {
        lines: roots.flatMap(root => branch(root, waiters, 0, new Set())),
        offers: roots.slice(0, 3).map(({ pid, backendStart }) => ({
          label: `Cancel ${pid}`,
          command: `session cancel ${pid} node=${node} started="${backendStart}" cluster=${view.cluster.name}`,
        })),
      },
    )
  },
})

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
