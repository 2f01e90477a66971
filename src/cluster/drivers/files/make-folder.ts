/**
 * Makes a folder, with the folders above where these are missing. node's own way (`recursive`, seen with 24.21) tries for
 * ever in a held folder that was removed meanwhile, which the kernel still knows and which takes nothing new.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasCode } from '#src/errors'

export const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return
    const above = dirname(path)
    if (!hasCode(error, 'ENOENT') || existsSync(above)) throw error
    makeFolder(above)
    mkdirSync(path, { mode: 0o700 })
  }
}
