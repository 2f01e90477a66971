/** What the command line needs of a local mode that runs: written by it, readable by whoever started it alone. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOf } from '#local/data-root'

export interface LocalEnv {
  readonly HOWDAH_CONFIG: string
  readonly DATABASE_URL: string
}

interface Running extends LocalEnv {
  readonly pid: number
}

const fileIn = (dir: string): string => join(dir, 'running.json')

/** Returns how to take it back. */
export const sayRunning = (dir: string, env: LocalEnv): (() => void) => {
  writeFileSync(fileIn(dir), JSON.stringify({ pid: process.pid, ...env } satisfies Running), {
    mode: 0o600,
  })
  return () => rmSync(fileIn(dir), { force: true })
}

/** Undefined when no local mode of this clone runs, or when it is somebody else's. */
export const runningLocal = (clone: string, wanted: string | undefined): LocalEnv | undefined => {
  const file = fileIn(wanted ?? placeOf(clone))
  try {
    const { uid, mode } = statSync(file)
    // Whoever else could write it could name another control database.
    if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) return undefined
    const { pid, HOWDAH_CONFIG, DATABASE_URL } = JSON.parse(readFileSync(file, 'utf8')) as Running
    process.kill(pid, 0)
    return { HOWDAH_CONFIG, DATABASE_URL }
  } catch {
    // No file, no such process, or not ours.
    return undefined
  }
}
