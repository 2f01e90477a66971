/** Writes Howdah's words about a clone. */
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { flushFolder } from '#cluster/drivers/files/flush-folder'
import { type CloneAbout, cloneFile } from '#cluster/facts/clone/about'

/** The words are there as a whole, or as before. */
export const keepAbout = async (folder: string, about: CloneAbout): Promise<void> => {
  const half = join(folder, `.${cloneFile}`)
  await writeFile(half, `${JSON.stringify(about, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(half, join(folder, cloneFile))
  await flushFolder(folder)
}
