/** Whether the server of a node runs on Howdah's machine, where Howdah can stop and start the server. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { serverOf } from '#cluster/facts/clone/server-of'
import { readControl } from '#cluster/facts/replication/control-file'
import { parentOf } from '#cluster/facts/replication/parent-of'
import { systemdUnit } from '#cluster/facts/replication/systemd-unit'
import type { Reader } from '#model/view'

export type ServerHere =
  | { readonly kind: 'here'; readonly data: string }
  /** A sentence part: why Howdah cannot stop and start the server. */
  | { readonly kind: 'out of reach'; readonly because: string }

const outOfReach = (because: string): ServerHere => ({ kind: 'out of reach', because })

/** Reads with the observing login, which has pg_monitor to see the path. */
export const serverHere = async (reader: Reader): Promise<ServerHere> => {
  const [said] = await reader.read<{ data: string | null; pid: number }>(
    `select current_setting('data_directory', true) as data, pg_backend_pid() as pid`,
  )
  if (!said?.data) return outOfReach('this login may not see where its data are')
  const { data, pid } = said
  const postmaster = await serverOf(data)
  // Two machines may have the same path: only the parent of the very session that answered is that server.
  if (postmaster === null || (await parentOf(pid)) !== postmaster)
    return outOfReach('its server does not run on Howdah’s machine')
  const why = await startedByHowdah(data, postmaster)
  return why === null ? { kind: 'here', data } : outOfReach(why)
}

/** Why Howdah cannot stop or start the server in the folder, in a part of a sentence; null where it can. `postmaster` is null for a stopped server. */
export const startedByHowdah = async (
  data: string,
  postmaster: number | null,
): Promise<string | null> => {
  const unit = postmaster === null ? null : await systemdUnit(postmaster)
  if (unit !== null) return `its server is started by systemd, as ${unit}`
  if (postmaster !== null && (await isOfPatroni(postmaster))) return 'Patroni runs its server'
  const owner = (await stat(data).catch(() => null))?.uid
  const me = process.getuid?.()
  if (owner === undefined || (me !== 0 && me !== owner))
    return `Howdah runs as another user than the owner of ${data}`
  if ((await readControl(data)) === null)
    return `Howdah cannot read the control file in ${data}, as of a later version`
  return (await canStartAgain(data)) ? null : 'how its server was started cannot be read'
}

/** Patroni would start the server again, and promote any replica. */
const isOfPatroni = async (postmaster: number): Promise<boolean> => {
  const parent = await parentOf(postmaster)
  const words = await readFile(`/proc/${parent ?? 0}/cmdline`, 'utf8').catch(() => '')
  return /patroni/i.test(words)
}

/** In bytes. */
const longestOptions = 65_536

/** The file keeps the command line of the last start, as `pg_ctl restart` does. */
const canStartAgain = async (data: string): Promise<boolean> =>
  (await readPlain(join(data, 'postmaster.opts'), longestOptions))?.includes('postgres') === true
