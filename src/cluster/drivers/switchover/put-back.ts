/** Starts the old primary as the primary again, while the other node is still a replica. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, explain, extended, hangUp } from '#cluster/clients/postgres/connection'
import { resumePools } from '#cluster/drivers/pgbouncer/meanwhile'
import { whereOf } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { removeStandbySignal } from '#cluster/drivers/switchover/standby-files'
import type { Switching } from '#cluster/drivers/switchover/working'
import { slotOf, switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'

export const putBack = async (working: Switching): Promise<void> => {
  const { session, action, lost } = working
  const { node, from, data } = action
  const [asked] = await session.read<{ promoted: boolean }>(switchoverSql.promoted)
  if (asked?.promoted !== false)
    throw new Failure(
      'switchover.promoted',
      `${node} is the primary by now: ${from} may not become a second one.`,
      'Look at both nodes.',
    )
  await stillHeld(session)
  await removeStandbySignal(data)
  if (!(await isPrimary(working))) {
    const log = await logOf(data)
    await stopEitherWay(data)
    await startServerOf(data, log)
  }
  for (const until = performance.now() + startsMs; !(await isPrimary(working)); await sleep(50)) {
    if (lost.aborted) throw new Error('the token is lost')
    if (performance.now() > until)
      throw new Failure(
        'switchover.not-back',
        `${from} does not start as the primary again within ${startsMs / 1_000} s.`,
        `Read the log of the server in ${data}, and start it.`,
      )
  }
  await resumePools(working)
  await session.read(switchoverSql.dropSlot, [slotOf(from)])
}

/** False while the old primary stops, starts, is down or follows; rejects where its answer tells nothing of that. */
const isPrimary = async ({ action, holder }: Switching): Promise<boolean> => {
  const { from, database, duty } = action
  const where = { ...whereOf({ node: from, database, duty }, holder), settings: {} }
  const client = await connect(where).catch((error: unknown) => {
    if (error instanceof Failure && takesNoSession.test(error.code)) return null
    throw error
  })
  if (!client) return false
  try {
    const { rows } = await client.query(extended(switchoverSql.promoted, [], 5_000))
    return rows[0]?.promoted === true
  } catch (error) {
    const failure = explain(error, where)
    if (takesNoSession.test(failure.code)) return false
    throw failure
  } finally {
    await hangUp(client, false)
  }
}

/** No process listens, the server was just shut down, or is starting or stopping by the server's words. */
const takesNoSession = /^(cluster\.unreachable|sql\.57P0[123])$/

const startsMs = 120_000
const stopMs = 30_000

/** A shutdown that hangs cannot be called back; an immediate one loses no commit. */
const stopEitherWay = async (data: string): Promise<void> => {
  await stopServerOf(data, 'SIGINT', stopMs).catch(() => stopServerOf(data, 'SIGQUIT', stopMs))
}
