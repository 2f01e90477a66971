/** The rebuild itself, and the making of a further replica: a present replica serves readers from the old files until the new files are whole. */

import { giveFolder } from '#cluster/drivers/clone/give-folder'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { flushAll } from '#cluster/drivers/files/flush-all'
import { admitReplica } from '#cluster/drivers/rebuild/admit'
import { copyPrimary } from '#cluster/drivers/rebuild/copy-primary'
import {
  giveUpBefore,
  makeRoom,
  markNothingBefore,
  ownedLike,
  removeUnfinished,
  swapIn,
} from '#cluster/drivers/rebuild/folders'
import { handOverSlot, streams } from '#cluster/drivers/rebuild/hand-over'
import { bringOwnFiles } from '#cluster/drivers/rebuild/own-files'
import { putBack } from '#cluster/drivers/rebuild/put-back'
import { tryReceiving, writeReceiving } from '#cluster/drivers/rebuild/receives'
import { refuseThePrimary } from '#cluster/drivers/rebuild/refuse-the-primary'
import { removeReplica } from '#cluster/drivers/rebuild/remove-replica'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { writeStart } from '#cluster/drivers/rebuild/write-start'
import { stopped } from '#cluster/drivers/session/acting'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { logOf, startServerOf, stopServerOf } from '#cluster/drivers/switchover/server'
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
  const { replica, data, fresh } = action
  // A holder that died half way may have left the replica stopped, or on files that never served.
  if ((await rebuildState(action)) === 'partial')
    await (fresh ? removeReplica(working) : putBack(working))
  await refuseThePrimary(working)
  if (fresh) {
    await markNothingBefore(working)
    await admitReplica(working)
  }
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
  if (!fresh) {
    tell(`stopping ${replica}`)
    await stopServerOf(data, 'SIGINT', stopMs)
  }
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
    ...(fresh ? [] : [`stop ${milliseconds(down - copied)}`]),
    `it streamed after ${milliseconds(follows - down)}`,
  ].join(', ')
}

/** The new files beside the old ones, ready to start on. */
const wholeCopy = async (
  working: Rebuilding,
): Promise<{ readonly path: string; readonly consistent: string }> => {
  const { action, tell } = working
  const { node, data, fresh } = action
  const owner = await ownerOf(ownedLike(action))
  const { path, held } = makeRoom(working)
  try {
    tell(`copying ${node}`)
    const consistent = await copyPrimary(working, held.path, owner)
    tell('writing the copy to disk')
    const strange = fresh ? [] : await bringOwnFiles(data, held.path, owner)
    if (strange.length > 0) throw noPlainFiles(data, strange)
    await flushAll(held.path)
    giveFolder(path, owner)
    await writeReceiving(working, path)
    if (fresh) await writeStart(fresh, { room: path, data })
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
