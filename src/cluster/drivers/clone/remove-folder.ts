/** Removes the folder of a clone, or what is in it. */
import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { linksOf } from '#cluster/drivers/clone/tablespace-links'
import { dataOf } from '#cluster/facts/clone/about'

export const removeFolder = async (folder: string): Promise<void> => {
  await open(folder)
  await remove(folder)
}

export const emptyFolder = async (folder: string): Promise<void> => {
  await open(folder)
  for (const name of await readdir(folder)) await remove(join(folder, name))
}

/** Nothing to open in a folder that was never unpacked. */
const open = (folder: string): Promise<void> =>
  chmod(linksOf(dataOf(folder)), 0o700).catch(() => {})

const remove = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 20 })
