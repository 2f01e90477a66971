/**
 * Fills a folder next to the wanted folder, then renames the filled folder: an existing data folder is
 * complete.
 */
import { chownSync, mkdtempSync, readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemUser } from '#local/postgres/system-user'

const prefix = 'half-'

export const fillBeside = async (
  folder: string,
  fill: (half: string) => Promise<void>,
): Promise<void> => {
  const parent = dirname(folder)
  // Leftovers of interrupted starts; a program of such a start may still write there for a moment.
  for (const name of readdirSync(parent))
    if (name.startsWith(prefix))
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 10 })
  const half = mkdtempSync(join(parent, prefix))
  const user = systemUser()
  if (user) chownSync(half, user.uid, user.gid)
  await fill(half)
  renameSync(half, folder)
}
