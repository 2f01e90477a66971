/** Starts the server of a clone again, at the same moment or at a later one; replay never goes back. */
import { rm } from 'node:fs/promises'
import { retarget } from '#cluster/drivers/clone/configure'
import { keepAbout } from '#cluster/drivers/clone/keep-about'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { startReady } from '#cluster/drivers/clone/promote-clone'
import { logIn, stopServer } from '#cluster/drivers/clone/server'
import { moreWal } from '#cluster/drivers/clone/stanza/more-wal'
import { startPaused } from '#cluster/drivers/clone/start-paused'
import type { FencedSession } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { cloneOf } from '#cluster/facts/clone/clones-in'
import type { CloneAction } from '#model/actions/clone'
import type { Holder } from '#model/actions/driver'
import { Failure } from '#src/errors'

export const moveClone = async (
  session: Pick<FencedSession, 'read'>,
  action: CloneAction,
  holder: Holder,
  stop: AbortSignal,
): Promise<void> => {
  const { clone, place, backup, target, way } = action
  if (target.kind === 'step') throw new Error('a clone moves on to a moment that its plan names')
  const found = await cloneOf(place, { clone, backup })
  if (!found) throw gone(clone)
  const { folder, about } = found
  if (found.torn) throw torn(clone)
  if (about.promoted && way === 'move') throw promoted(clone)
  // The clone can be read meanwhile.
  if (way === 'move') await moreWal(action, holder, found, stop)
  // Until the words are written anew nobody takes the clone for one at its moment.
  await keepAbout(folder, { ...about, moving: target })
  await stopServer(folder)
  const owner = await ownerOf(place)
  if (way === 'move') await retarget(folder, target, owner)
  // The log is read for the words of this start.
  await rm(logIn(folder), { force: true })
  if (about.promoted) {
    await startReady(folder, action, holder, stop)
    return keepAbout(folder, { ...about, moving: null })
  }
  const { socket } = about
  const paused = await startPaused({ action, holder, folder, socket, owner, target, stop })
  await stillHeld(session)
  stop.throwIfAborted()
  const { reached, reachedAt, locked } = paused
  const before = way === 'move' ? null : about.before
  await keepAbout(folder, { ...about, target, moving: null, reached, reachedAt, locked, before })
}

const gone = (clone: string): Failure =>
  new Failure('clone.gone', `${clone} is not there any more.`, 'Restore again.')

const promoted = (clone: string): Failure =>
  new Failure(
    'clone.promoted',
    `${clone} was promoted, and replays nothing any more.`,
    'Restore to the moment that you want.',
  )

const torn = (clone: string): Failure =>
  new Failure(
    'clone.torn',
    `Howdah's machine was started since ${clone} was made, and the files of a clone may be torn by that.`,
    'End the clone, and restore again.',
  )
