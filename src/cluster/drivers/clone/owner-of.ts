/** The user as whom PostgreSQL runs a clone. */
import { stat } from 'node:fs/promises'
import type { FileOwner } from '#cluster/drivers/files/held-folder'
import { Failure } from '#src/errors'

/** Null for the user of Howdah. PostgreSQL refuses to run as root: then the owner of the folder runs the clone. */
export const ownerOf = async (place: string): Promise<FileOwner | null> => {
  const { uid, gid } = await stat(place)
  if (process.getuid?.() !== 0) return null
  if (uid === 0)
    throw new Failure(
      'clone.as-root',
      `Howdah runs as root, and so does whoever owns ${place}: PostgreSQL does not run as root.`,
      'Give the folder to another user, as whom the clone then runs.',
    )
  return { uid, gid }
}
