/** The build before this build, out of the repository, in a new folder. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const here = join(import.meta.dirname, '../..')

/** The build that ran before an upgrade to this build. */
const commit = 'a244118'

/** The missing part where the last build is absent: a shallow clone, or no clone. */
export const needsLastBuild = `needs commit ${commit}: git fetch --unshallow`

/**
 * The build's folder, removed after the tests of this file; undefined when the repository lacks the build.
 */
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
