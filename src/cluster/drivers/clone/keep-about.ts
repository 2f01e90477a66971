/** Writes Howdah's words about a clone. */
import { join } from 'node:path'
import { putFile } from '#cluster/drivers/files/put-file'
import { type CloneAbout, cloneFile } from '#cluster/facts/clone/about'

/** The words are there as a whole, or as before. */
export const keepAbout = (folder: string, about: CloneAbout): Promise<void> =>
  putFile(join(folder, cloneFile), `${JSON.stringify(about, null, 2)}\n`, {
    mode: 0o600,
    owner: null,
    flush: true,
  })
