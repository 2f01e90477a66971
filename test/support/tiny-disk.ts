/** Makes a disk of a megabyte, or of another size, for a server; undefined where mounting is not possible. */
import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemUser } from '#local/postgres/system-user'

export const tinyDisk = (size = '1m'): string | undefined => {
  const dir = mkdtempSync(join(tmpdir(), 'howdah-disk-'))
  const user = systemUser()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', dir], {
      stdio: 'pipe',
    })
  } catch {
    rmSync(dir, { recursive: true })
    return undefined
  }
  if (user) chownSync(dir, user.uid, user.gid)
  return dir
}
