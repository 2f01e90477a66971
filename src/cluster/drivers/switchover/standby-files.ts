/** The files by which a server starts as a replica. Each is whole or not there, and belongs to the server's user. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { writeAutoConf, writeWhole } from '#cluster/drivers/switchover/auto-conf'
import { standbySignal } from '#cluster/facts/replication/switchover-state'

export interface Upstream {
  readonly conninfo: string
  /** Null for no slot. */
  readonly slot: string | null
}

/** From the signal on, whoever starts the server gets a replica: the old primary is fenced before its stop. */
export const writeStandbyFiles = async (data: string, upstream: Upstream): Promise<void> => {
  await writeAutoConf(data, [
    { name: 'primary_conninfo', value: upstream.conninfo },
    { name: 'primary_slot_name', value: upstream.slot ?? '' },
  ])
  await writeWhole(data, standbySignal, '')
}

export const removeStandbySignal = async (data: string): Promise<void> => {
  await rm(join(data, standbySignal), { force: true })
  await flushFolder(data)
}
