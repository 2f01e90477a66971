/** Writes Howdah's words about the files that a clone replaced. */
import { join } from 'node:path'
import { ownUser } from '#cluster/drivers/files/held-folder'
import { putFile } from '#cluster/drivers/files/put-file'
import { type Replaced, replacedFile } from '#cluster/facts/restore/replaced'

/**
 * The words are there as a whole, or as before. The user of the server owns the folder around, and could put a folder
 * of others in the place of Howdah's.
 */
export const keepReplaced = (folder: string, about: Replaced): Promise<void> =>
  putFile(join(folder, replacedFile), `${JSON.stringify(about, null, 2)}\n`, {
    mode: 0o600,
    owner: ownUser(),
    flush: true,
  })
