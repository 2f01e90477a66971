/** The rebuild itself: the replica serves readers from the old files until the new files are whole. */

import { giveFolder } from '#cluster/drivers/clone/give-folder'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { flushAll } from '#cluster/drivers/files/flush-all'
import { copyPrimary } from '#cluster/drivers/rebuild/copy-primary'
import { giveUpBefore, makeRoom, removeUnfinished, swapIn } from '#cluster/drivers/rebuild/folders'
import { handOverSlot, streams } from '#cluster/drivers/rebuild/hand-over'
import { bringOwnFiles } from '#cluster/drivers/rebuild/own-files'
import { putBack } from '#cluster/drivers/rebuild/put-back'
import { tryReceiving, writeReceiving } from '#cluster/drivers/rebuild/receives'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { stopped } from '#cluster/drivers/session/acting'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
import { serverOf } from '#cluster/facts/clone/server-of'
import { readControl } from '#cluster/facts/replication/control-file'
import { rebuildState } from '#cluster/facts/replication/rebuild-state'
import { rebuildSql } from '#model/actions/replication/rebuild'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { milliseconds } from '#text/figures'
import { listed } from '#text/listed'

const stopMs = 60_000

/** Gives each phase with its time, in a line of less than 200 characters. */
export const rebuild = async (working: Rebuilding): Promise<string> => {
  const { session, action, how, tell } = working
  const { replica, data } = action
  // A holder that died half way may have left the replica stopped, or on files that never served.
  if ((await rebuildState(action)) === 'partial') await putBack(working)
  await refuseThePrimary(working)
  await tryReceiving(working)
  const begun = performance.now()
  await session.read(rebuildSql(action).keep)
  const { path, consistent } = await wholeCopy(working)
  failpoint('rebuild copied')
  const copied = performance.now()
  if (how.stop.aborted) throw stopped(undefined)
  const log = await logOf(data)
  await refuseThePrimary(working)
  await stillHeld(session)
  tell(`stopping ${replica}`)
  await stopServerOf(data, 'SIGINT', stopMs)
  const down = performance.now()
  failpoint('rebuild stopped')
  await stillHeld(session)
  await swapIn(working, path)
  failpoint('rebuild swapped')
  await handOverSlot(working)
  tell(`starting ${replica}, until it streams`)
  await startServerOf(data, log)
  failpoint('rebuild started')
  await streams(working, consistent)
  const follows = performance.now()
  tell('removing the old files')
  await stillHeld(session)
  await giveUpBefore(working)
  failpoint('rebuild given up')
  await removeUnfinished(working)
  return [
    `copy ${milliseconds(copied - begun)}`,
    `stop ${milliseconds(down - copied)}`,
    `it streamed after ${milliseconds(follows - down)}`,
  ].join(', ')
}

/** The new files beside the old ones, ready to start on. */
const wholeCopy = async (
  working: Rebuilding,
): Promise<{ readonly path: string; readonly consistent: string }> => {
  const { action, tell } = working
  const { node, data } = action
  const owner = await ownerOf(data)
  const { path, held } = makeRoom(working)
  try {
    tell(`copying ${node}`)
    const consistent = await copyPrimary(working, held.path, owner)
    tell('writing the copy to disk')
    const strange = await bringOwnFiles(data, held.path, owner)
    if (strange.length > 0) throw noPlainFiles(data, strange)
    await flushAll(held.path)
    giveFolder(path, owner)
    await writeReceiving(working, path)
    return { path, consistent }
  } catch (error) {
    // The next holder removes what is left.
    await removeUnfinished(working).catch(() => {})
    throw error
  } finally {
    held.release()
  }
}

/** A link could lead to files of others, and a server does not start without its configuration. */
const noPlainFiles = (data: string, names: readonly string[]): Failure =>
  new Failure(
    'rebuild.strange-files',
    `${listed(names)} in ${data} ${names.length === 1 ? 'is no plain file' : 'are no plain files'}, and would not come along: nothing was stopped.`,
    'Put the files themselves there in place of links, and plan again.',
  )

/** A primary that is taken for a replica would be lost: asked before the copy, and again before the stop. */
const refuseThePrimary = async ({ session, reader, action }: Rebuilding): Promise<void> => {
  const { node, replica, data, system } = action
  const [asked] = await reader.read<{ recovering: boolean }>(
    'select pg_is_in_recovery() as recovering',
  )
  const control = await readControl(data)
  const runs = (await serverOf(data)) !== null
  if (node === replica || asked?.recovering !== false || (runs && control?.state === 'primary'))
    throw new Failure(
      'rebuild.primary',
      `${replica} is a primary by now, or ${node} is none: nothing was copied or stopped.`,
      'See who is the primary: `replication status`.',
    )
  const [{ systemid } = { systemid: '' }] = await session.read<{ systemid: string }>(
    rebuildSql(action).identify,
  )
  if (systemid !== system || control?.system !== system)
    throw new Failure(
      'rebuild.another-system',
      `${node} or the files in ${data} are of another database system than the plan was made for (${system}).`,
      'Plan again.',
    )
}
