/**
 * Removes the folder of a clone, or what is in it, with the rights of the owner alone: whoever runs the clone could put a link to
 * files of others in the place of a folder meanwhile.
 */
import { execFile } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { giveFolder } from '#cluster/drivers/clone/give-folder'
import { openLinks } from '#cluster/drivers/clone/tablespace-links'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { dataOf } from '#cluster/facts/clone/about'

export const removeFolder = async (folder: string, owner: FileOwner | null): Promise<void> => {
  open(folder, owner)
  await remove([folder], owner)
}

export const emptyFolder = async (folder: string, owner: FileOwner | null): Promise<void> => {
  open(folder, owner)
  await remove(
    (await readdir(folder)).map(name => join(folder, name)),
    owner,
  )
}

/** Nothing to open where there is no folder, or one that was never unpacked, or a link, which goes as such. */
const open = (folder: string, owner: FileOwner | null): void => {
  for (const opened of [() => giveFolder(folder, owner), () => openLinks(dataOf(folder), owner)])
    try {
      opened()
    } catch {
      // The removal tells what is in its way.
    }
}

const remove = async (paths: readonly string[], owner: FileOwner | null): Promise<void> => {
  if (owner === null)
    for (const path of paths) await rm(path, { recursive: true, force: true, maxRetries: 20 })
  else if (paths.length > 0)
    await promisify(execFile)('rm', ['-rf', '--', ...paths], { ...owner, cwd: '/' })
}
