/** The links of a clone to its tablespaces. */
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { type FileOwner, holdFolder } from '#cluster/drivers/files/held-folder'

export const linksOf = (data: string): string => join(data, 'pg_tblspc')

const root: FileOwner = { uid: 0, gid: 0 }

/** WAL that makes a tablespace names a folder of the live server: replay must not link that folder. */
export const closeLinks = (data: string, owner: FileOwner | null): void => {
  const links = holdFolder(linksOf(data), owner)
  try {
    if (owner) chownSync(links.path, root.uid, root.gid)
    chmodSync(links.path, owner ? 0o755 : 0o500)
  } finally {
    links.release()
  }
}

/** Lets the owner remove closed links. */
export const openLinks = (data: string, owner: FileOwner | null): void => {
  const links = holdFolder(linksOf(data), owner && root)
  try {
    chmodSync(links.path, 0o700)
    if (owner) chownSync(links.path, owner.uid, owner.gid)
  } finally {
    links.release()
  }
}
