/** Sends one SQL statement in a fenced session. */
import { loginNames } from '#cluster/drivers/session/login-names'
import { lookAs, observeOn } from '#cluster/drivers/session/look'
import { openSession } from '#cluster/drivers/session/session'
import { sendStatement } from '#cluster/drivers/sql/send-statement'
import { readProgress } from '#cluster/facts/session/progress'
import type { Driver } from '#model/actions/driver'
import { type SqlAction, sqlKind } from '#model/actions/sql'

export const sqlDriver: Driver<SqlAction> = {
  kind: 'sql',
  async take(action, holder) {
    const place = sqlKind.place(action)
    const session = await openSession(place, holder)
    const observer = holder.cluster.reader(place.node, place.database)
    return {
      strays: keep => session.strays(keep?.statement ?? null),
      end: (keep, known) => session.end(keep?.statement ?? null, known),
      fence: () => session.fence(),
      look: async ({ state, role }) => (state ? lookAs(session, role, state) : 'unknown'),
      act: (one, how) => sendStatement(session, one, how),
      progress: by =>
        readProgress(observer, by?.pid ?? session.pid, loginNames(holder.cluster.config)),
      close: abandon => session.close(abandon),
    }
  },
  observe: async ({ node, state }, view) => (state ? observeOn(view, node, state) : 'unknown'),
}
