/** Puts the names in a folder on disk: a rename is there for good only then. */
import { open } from 'node:fs/promises'

export const flushFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
