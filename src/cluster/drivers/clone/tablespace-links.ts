/** The links of a clone to its tablespaces. */
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import type { FileOwner } from '#cluster/drivers/clone/owner-of'

export const linksOf = (data: string): string => join(data, 'pg_tblspc')

/** WAL that makes a tablespace names a folder of the live server: replay must not link that folder. */
export const closeLinks = (data: string, owner: FileOwner | null): void => {
  const links = linksOf(data)
  if (owner) chownSync(links, 0, 0)
  chmodSync(links, owner ? 0o755 : 0o500)
}
