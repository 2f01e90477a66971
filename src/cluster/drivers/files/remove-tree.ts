/**
 * Removes a file, or a folder with all in it, where other users may write: a folder that somebody swaps for a link
 * meanwhile leads nowhere else. `fs.rm` walks by paths, and would follow the link; rm of coreutils walks by open folders.
 */
import { execFile } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { type HeldFolder, holdFolder } from '#cluster/drivers/files/held-folder'
import { hasCode } from '#src/errors'

/** Nothing to do where nothing is there; rejects where something cannot be removed. */
export const removeTree = async (path: string): Promise<void> => {
  const around = holdAround(dirname(path))
  if (around === null) return
  try {
    await removeFrom(around, basename(path))
  } finally {
    around.release()
  }
}

export const removeFrom = ({ path }: Pick<HeldFolder, 'path'>, name: string): Promise<unknown> =>
  promisify(execFile)('rm', ['-rf', '--', `./${name}`], { cwd: path })

const holdAround = (folder: string): HeldFolder | null => {
  try {
    return holdFolder(folder, null)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}
