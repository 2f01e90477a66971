/** Puts every file below a folder on disk, with the names. */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export const flushAll = async (folder: string): Promise<void> => {
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!one.isFile() && !one.isDirectory()) continue
    const file = await open(join(one.parentPath, one.name), 'r')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
