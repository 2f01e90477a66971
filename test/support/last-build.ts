/** The build before this one, out of the repository, in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const here = join(import.meta.dirname, '../..')

/** What ran wherever this build is put in place. */
const commit = 'a244118'

/** What is missing where the last build is not there: a shallow clone, or none. */
export const needsLastBuild = `needs commit ${commit}: git fetch --unshallow`

/** Its folder, removed after the tests of this file; undefined when the repository does not have it. */
export const unpackLastBuild = (): string | undefined => {
  const known = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: here })
  if (known.status !== 0) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'howdah-last-build-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const archive = execFileSync('git', ['archive', commit], {
    cwd: here,
    maxBuffer: 256 * 1_024 * 1_024,
  })
  execFileSync('tar', ['-x'], { cwd: folder, input: archive })
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'))
  return folder
}
