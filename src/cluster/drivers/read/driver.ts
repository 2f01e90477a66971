/** Reads one row, whose columns are outputs. Nothing is changed. */
import { extended } from '#cluster/clients/postgres/connection'
import { actIn } from '#cluster/drivers/session/acting'
import { onlyRow } from '#cluster/drivers/session/only-row'
import { openSession } from '#cluster/drivers/session/session'
import { unadopted } from '#cluster/drivers/session/unadopted'
import type { Driver } from '#model/actions/driver'
import { type ReadAction, readKind } from '#model/actions/read'

export const readDriver: Driver<ReadAction> = {
  kind: 'read',
  async take(action, holder) {
    const session = await openSession(readKind.place(action), holder)
    return {
      ...unadopted(session),
      look: async () => 'unknown',
      act: ({ query, outputs, deadlineSeconds }, how) =>
        actIn(
          session,
          { asTyped: false, role: null, lockTimeoutMs: 0, deadlineSeconds },
          how,
          async () => {
            const { rows } = await session.client.query(extended(query.text, query.values))
            return onlyRow(rows, outputs)
          },
        ),
    }
  },
  // What was read is in the journal; the server has no trace of it.
  observe: async () => 'unknown',
}
