/** Drops the schema of a copy, unless rows were changed or more was put into the schema. */
import { extended, sqlstateOf } from '#cluster/clients/postgres/connection'
import { actIn, stopped } from '#cluster/drivers/session/acting'
import { refuseStrangeCode } from '#cluster/drivers/session/refuse-strange-code'
import type { FencedSession } from '#cluster/drivers/session/session'
import {
  type CopyAction,
  copiedTable,
  markOf,
  removeStatements,
  unchangedQuery,
} from '#model/actions/copy'
import type { Acting, Performed } from '#model/actions/driver'
import { Failure } from '#src/errors'

/** PostgreSQL refuses to drop objects in use, and a schema that holds more. */
export const removeCopy = (
  session: FencedSession,
  action: CopyAction,
  how: Acting,
): Promise<Performed> => {
  const { role, deadlineSeconds } = action
  const { client } = session
  const bounds = { asTyped: false, role, lockTimeoutMs: 0, deadlineSeconds }
  return actIn(session, bounds, how, async () => {
    try {
      for (const text of removeStatements(action)) {
        if (how.stop.aborted || how.lost.aborted) throw stopped(undefined)
        if (text === unchangedQuery(action))
          for (const table of [copiedTable(action), markOf(action)])
            await refuseStrangeCode(client, table)
        const { rows } = await client.query<{ same?: boolean }>(extended(text))
        if (text === unchangedQuery(action) && rows[0]?.same !== true) throw changed(action)
      }
      return {}
    } catch (error) {
      await client.query(extended('rollback', [], 5_000)).catch(() => {})
      throw sqlstateOf(error) === '55P03' ? inUse(action, error) : error
    }
  })
}

const changed = (action: CopyAction): Failure =>
  new Failure(
    'copy.changed',
    `The rows of ${copiedTable(action)} are not the ones that were copied any more, so nothing was dropped.`,
    `See who works with them, and drop schema ${action.schema} by hand when nobody needs it.`,
  )

const inUse = (action: CopyAction, cause: unknown): Failure =>
  new Failure(
    'sql.55P03',
    `Somebody uses ${copiedTable(action)} right now, so nothing was dropped.`,
    'See who with `lock tree`, and undo again afterwards.',
    { cause },
  )
