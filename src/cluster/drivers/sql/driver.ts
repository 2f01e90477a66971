/** Sends one SQL statement in a fenced session. */
import { escapeIdentifier } from 'pg'
import { openSession } from '#cluster/drivers/session/session'
import { sendStatement } from '#cluster/drivers/sql/send-statement'
import { readProgress } from '#cluster/facts/session/progress'
import type { ActionState } from '#model/actions/action-kind'
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
      async look({ state, role }) {
        if (!state) return 'unknown'
        // Statistics, for example, are shown to the owner only.
        if (role !== null) await session.read(`set role ${escapeIdentifier(role)}`)
        try {
          return stateIn(await session.read(state.text, state.values))
        } finally {
          if (role !== null) await session.read('reset role')
        }
      },
      act: (one, how) => sendStatement(session, one, how),
      progress: by => readProgress(observer, by?.pid ?? session.pid),
      close: abandon => session.close(abandon),
    }
  },
  async observe({ node, state }, view) {
    const reader = view.nodes.find(({ name }) => name === node)?.reader
    return reader && state ? stateIn(await reader.read(state.text, state.values)) : 'unknown'
  },
}

const stateIn = (rows: readonly unknown[]): ActionState =>
  (rows as readonly { readonly state: ActionState }[])[0]?.state ?? 'absent'
