/** Lets other replicas follow the new primary, by files. No password is sent as a statement, which a log would keep. */
import { join } from 'node:path'
import { followed } from '#cluster/drivers/switchover/followed'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { writeStandbyFiles } from '#cluster/drivers/switchover/standby-files'
import { makeSlot, readUpstream } from '#cluster/drivers/switchover/upstream'
import type { Following } from '#cluster/drivers/switchover/working'
import { readPlain } from '#cluster/facts/backup/plain-file'
import { serverOf } from '#cluster/facts/clone/server-of'

export interface Repointing extends Pick<Following, 'session' | 'holder'> {
  readonly action: Pick<Following['action'], 'node'>
  readonly lost: AbortSignal
  readonly others: readonly { readonly name: string; readonly data: string }[]
}

/** Throws where a replica does not follow, once each was tried. */
export const repoint = async ({
  session,
  holder,
  action: { node },
  lost,
  others,
}: Repointing): Promise<void> => {
  const failed = []
  for (const { name, data } of others)
    try {
      const following = { session, holder, lost, action: { node, from: name, data } }
      const upstream = await readUpstream(following)
      await makeSlot(following, upstream)
      await writeStandbyFiles(data, upstream)
      await readAnew(data)
      await followed(following)
    } catch (error) {
      failed.push(error)
    }
  if (failed.length > 0) throw failed[0]
}

/** A word of the command line wins over the file: only a start without the word reads the file. */
export const readAnew = async (data: string): Promise<void> => {
  const pid = await serverOf(data)
  // The server's user may write there: no pipe is waited for.
  const words = await readPlain(join(data, 'postmaster.opts'), longestOptions)
  if (pid !== null && words && !/primary[_-]conninfo=/.test(words.toString('utf8'))) {
    process.kill(pid, 'SIGHUP')
    return
  }
  const log = await logOf(data)
  await stopServerOf(data, 'SIGINT', stopMs)
  await startServerOf(data, log)
}

const stopMs = 30_000

/** In bytes. */
const longestOptions = 65_536
