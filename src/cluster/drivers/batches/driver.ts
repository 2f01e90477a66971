/** Works through a table in ranges of the key; a cursor outside tells how far the work has come. */
import { settleCursor } from '#cluster/drivers/batches/settle-cursor'
import { workThrough } from '#cluster/drivers/batches/work-through'
import { loginNames } from '#cluster/drivers/session/login-names'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import { readProgress } from '#cluster/facts/session/progress'
import { type BatchesAction, batchesKind } from '#model/actions/batches'
import type { Cursor } from '#model/actions/cursor'
import type { Driver, StepProgress } from '#model/actions/driver'

export const batchesDriver: Driver<BatchesAction> = {
  kind: 'batches',
  async take(action, holder) {
    const place = batchesKind.place(action)
    const session = await openSession(place, holder)
    const observer = holder.cluster.reader(place.node, place.database)
    let reached: Cursor | null = null
    return {
      ...unadopted(session),
      async look({ state, role }, cursor = null) {
        if (cursor === null) return state ? lookAs(session, role, state) : 'absent'
        const settled = await settleCursor(session, cursor)
        if (!settled) return 'unknown'
        return settled.finished ? 'present' : settled.done ? 'partial' : 'absent'
      },
      settle: cursor => settleCursor(session, cursor),
      act: (one, how) =>
        workThrough(session, one, how, cursor => {
          reached = cursor
        }),
      progress: async by =>
        (await readProgress(observer, by?.pid ?? session.pid, loginNames(holder.cluster.config))) ??
        (reached ? progressOf(reached) : undefined),
      close: abandon => session.close(abandon),
    }
  },
  observe: async ({ node, state }, view) => (state ? observeOn(view, node, state) : 'unknown'),
}

const progressOf = ({ range, done }: Cursor): StepProgress => ({
  phase: `${(done?.rows ?? 0).toLocaleString('en')} rows done`,
  percent: range && done ? percentOf(range.first, range.last, done.upTo) : null,
  blocker: null,
})

/** Only a key of one integer tells; gaps count as rows. */
const percentOf = (
  first: readonly string[],
  last: readonly string[],
  at: readonly string[],
): number | null => {
  const keys = [first, last, at]
  if (!keys.every(([only = '', ...more]) => more.length === 0 && /^-?\d{1,15}$/.test(only)))
    return null
  const [from = 0, to = 0, now = 0] = keys.map(([only]) => Number(only))
  return to <= from ? null : Math.floor((100 * (now - from)) / (to - from))
}
