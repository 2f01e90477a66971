/**
 * Tells the command line how to reach a running local mode, in a file that only the starting user can
 * read.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOf } from '#local/data-root'

export interface LocalEnv {
  readonly HOWDAH_CONFIG: string
  readonly DATABASE_URL: string
  readonly HOWDAH_SIGNING_KEY: string
}

interface Running extends LocalEnv {
  readonly pid: number
}

const fileIn = (dir: string): string => join(dir, 'running.json')

/** Returns a function that removes the file. */
export const sayRunning = (dir: string, env: LocalEnv): (() => void) => {
  writeFileSync(fileIn(dir), JSON.stringify({ pid: process.pid, ...env } satisfies Running), {
    mode: 0o600,
  })
  return () => rmSync(fileIn(dir), { force: true })
}

/** Undefined when no local mode of this clone runs, or when it belongs to another user. */
export const runningLocal = (clone: string, wanted: string | undefined): LocalEnv | undefined => {
  const file = fileIn(wanted ?? placeOf(clone))
  try {
    const { uid, mode } = statSync(file)
    // If another user could write the file, that user could name another control database.
    if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) return undefined
    const { pid, ...env } = JSON.parse(readFileSync(file, 'utf8')) as Running
    process.kill(pid, 0)
    return env
  } catch {
    // No file, no such process, or another user's process.
    return undefined
  }
}
