/** Lets the old primary follow the new primary. */
import { connect, explain, extended, hangUp } from '#cluster/clients/postgres/connection'
import { leadPools } from '#cluster/drivers/pgbouncer/meanwhile'
import { whereOf } from '#cluster/drivers/session/session'
import { followed } from '#cluster/drivers/switchover/followed'
import { repoint } from '#cluster/drivers/switchover/repoint'
import { logOf, startServerOf } from '#cluster/drivers/switchover/server'
import { writeStandbyFiles } from '#cluster/drivers/switchover/standby-files'
import { makeSlot, readUpstream } from '#cluster/drivers/switchover/upstream'
import type { SwitchedOver, Switching } from '#cluster/drivers/switchover/working'
import { switchoverSql } from '#model/actions/replication/statements'
import { milliseconds } from '#text/figures'

export const rejoin = async (working: Switching): Promise<SwitchedOver> => {
  const { data } = working.action
  const waits = await leadPools(working)
  const began = performance.now()
  const upstream = await readUpstream(working)
  await makeSlot(working, upstream)
  await writeStandbyFiles(data, upstream)
  await startServerOf(data, await logOf(data))
  await followed(working)
  if (upstream.left !== null) await dropOldSlot(working, upstream.left)
  await repoint({ ...working, others: working.action.others ?? [] })
  const phases = `how long no commit went through is not known, as another process promoted: the old primary followed after ${milliseconds(performance.now() - began)}`
  return { phases, waits }
}

/**
 * The slot of the new primary on the old one has no reader any more, and would keep WAL until the disk is full. The
 * switchover is done without that, so trouble is a warning.
 */
export const dropOldSlot = async (
  { action, holder, warn }: Switching,
  slot: string,
): Promise<void> => {
  const { from, database, duty } = action
  const where = whereOf({ node: from, database, duty }, holder)
  try {
    const client = await connect({ ...where, settings: {} })
    try {
      await client.query(extended(switchoverSql.dropSlot, [slot], 10_000))
    } finally {
      await hangUp(client, false)
    }
  } catch (error) {
    const { message } = explain(error, where)
    warn(`Slot ${slot} on ${from} could not be dropped, and keeps WAL: ${message}`)
  }
}
