/** The folder of a clone is Howdah's alone until all is in place, and the owner's from then on. */
import { chownSync } from 'node:fs'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'

/** What is in the folder stays as it is. */
export const giveFolder = (folder: string, owner: FileOwner | null): void => {
  if (owner === null) return
  const held = holdFolder(folder, null)
  try {
    chownSync(held.path, owner.uid, owner.gid)
  } finally {
    held.release()
  }
}

/** Nobody else can enter the folder any more. */
export const takeFolder = (folder: string, owner: FileOwner | null): void => {
  if (owner !== null) giveFolder(folder, { uid: 0, gid: 0 })
}
