/** The files by which a server starts as a replica. Each is whole or not there, and belongs to the server's user. */
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { putFile } from '#cluster/drivers/files/put-file'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { standbySignal } from '#cluster/facts/replication/switchover-state'

export interface Upstream {
  readonly conninfo: string
  /** Null for no slot. */
  readonly slot: string | null
}

/** From the signal on, whoever starts the server gets a replica: the old primary is fenced before its stop. */
export const writeStandbyFiles = async (data: string, upstream: Upstream): Promise<void> => {
  const file = join(data, 'postgresql.auto.conf')
  // The server's user may write there: no link is followed to a file that only Howdah may read.
  const before = await readPlain(file, longestConfig)
  if (!before) throw new Error(`${file} is no plain file of settings`)
  const kept = before
    .toString('utf8')
    .split('\n')
    .filter(line => !ours.test(line))
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

/** In bytes. */
const longestConfig = 1_024 ** 2

const writeWhole = async (data: string, name: string, text: string): Promise<void> => {
  const { uid, gid } = await stat(data)
  const owner = process.getuid?.() === 0 ? { uid, gid } : null
  await putFile(join(data, name), text, { mode: 0o600, owner, flush: true })
}
