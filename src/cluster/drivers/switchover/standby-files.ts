/** The files by which a server starts as a replica. Each is whole or not there, and belongs to the server's user. */
import { chown, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { standbySignal } from '#cluster/facts/replication/switchover-state'

export interface Upstream {
  readonly conninfo: string
  /** Null for no slot. */
  readonly slot: string | null
}

/** From the signal on, whoever starts the server gets a replica: the old primary is fenced before its stop. */
export const writeStandbyFiles = async (data: string, upstream: Upstream): Promise<void> => {
  const file = join(data, 'postgresql.auto.conf')
  const kept = (await readFile(file, 'utf8')).split('\n').filter(line => !ours.test(line))
  while (kept.at(-1) === '') kept.pop()
  const text = [
    ...kept,
    `primary_conninfo = ${quoted(upstream.conninfo)}`,
    `primary_slot_name = ${quoted(upstream.slot ?? '')}`,
    '',
  ].join('\n')
  await writeWhole(data, 'postgresql.auto.conf', text)
  await writeWhole(data, standbySignal, '')
}

export const removeStandbySignal = async (data: string): Promise<void> => {
  await rm(join(data, standbySignal), { force: true })
  await flushFolder(data)
}

const ours = /^\s*primary_(conninfo|slot_name)\s*=/i

/** A back-slash begins an escape in a configuration file (manual 19.1.2). */
const quoted = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

const writeWhole = async (data: string, name: string, text: string): Promise<void> => {
  const path = join(data, name)
  const beside = `${path}.howdah`
  await rm(beside, { force: true })
  const file = await open(beside, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  const { uid, gid } = await stat(data)
  if (process.getuid?.() === 0) await chown(beside, uid, gid)
  await rename(beside, path)
  await flushFolder(data)
}
