/** Puts every file below a folder on disk, with the names. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { openPlain } from '#cluster/facts/backup/plain-file'

export const flushAll = async (folder: string): Promise<void> => {
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name)
    if (one.isDirectory()) await flushFolder(path)
    if (!one.isFile()) continue
    // A pipe in the place of the file would be waited for.
    const file = await openPlain(path)
    try {
      await file?.handle.sync()
    } finally {
      await file?.handle.close()
    }
  }
}
