/** Renames the folders of a rebuild, and removes what is left. No file is ever written over. */
import { mkdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ownerOf } from '#cluster/drivers/clone/owner-of'
import { removeFolder } from '#cluster/drivers/clone/remove-folder'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { type HeldFolder, holdFolder, ownUser } from '#cluster/drivers/files/held-folder'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { copyIn, isKept, isThere, unfinishedIn } from '#cluster/facts/replication/rebuild-folder'
import { beforeOf, overOf } from '#model/actions/replication/rebuild'

type Where = Pick<Rebuilding, 'action'>

export interface Room {
  readonly path: string
  /** No other user can enter the folder before the owner gets the folder. */
  readonly held: HeldFolder
}

/** An empty folder of this holder alone, beside the files of the replica. */
export const makeRoom = ({ action: { data, copy }, holder }: Rebuilding): Room => {
  const path = `${data}.${copy}.${holder.run}.${holder.token}`
  mkdirSync(path, { mode: 0o700 })
  return { path, held: holdFolder(path, ownUser()) }
}

/** The mark that stands for old files where there were none, until the new ones stream. */
export const markNothingBefore = async ({ action }: Where): Promise<void> => {
  mkdirSync(beforeOf(action), { mode: 0o700 })
  await flushFolder(dirname(action.data))
}

export const swapIn = async ({ action }: Where, room: string): Promise<void> => {
  const { data, fresh } = action
  // Without old files: a folder takes the place of an empty one, and of no other (rename(2)).
  if (!fresh) await rename(data, beforeOf(action))
  await rename(room, data)
  await flushFolder(dirname(data))
}

/** The new files become an unfinished copy again. True where the old files had been moved away. */
export const swapBack = async ({ action }: Where): Promise<boolean> => {
  const { data, copy } = action
  if (!(await isKept(action))) return false
  if (await isThere(data)) await rename(data, `${data}.${copy}.${Date.now()}`)
  await rename(beforeOf(action), data)
  await flushFolder(dirname(data))
  return true
}

export const removeUnfinished = async ({ action }: Where): Promise<void> => {
  const owner = await ownerOf(ownedLike(action))
  for (const path of await unfinishedIn(action)) await removeFolder(path, owner)
}

/** The folder whose owner gets the new files. */
export const ownedLike = ({ data, fresh }: Where['action']): string => fresh?.like ?? data

/** The files of a replica that Howdah made become an unfinished copy again. */
export const takeAway = async ({ action }: Where): Promise<void> => {
  const { data, copy } = action
  if ((await copyIn(data)) !== null) await rename(data, `${data}.${copy}.${Date.now()}`)
  if (await isKept(action)) await giveUpBefore({ action })
  await flushFolder(dirname(data))
}

/** The old files are not put back any more, whoever goes on from here. */
export const giveUpBefore = async ({ action }: Where): Promise<void> => {
  await rename(beforeOf(action), overOf(action))
  await flushFolder(dirname(action.data))
}
