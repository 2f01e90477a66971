/** What may happen to the repository of a stanza under a backup, each with the words that Howdah has for that. */
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Gives the way back. */
type Outage = readonly [name: string, inject: (repository: string) => () => void, found: RegExp]

/** Room that is left on a full disk, in bytes: less than any backup. */
const left = 512 * 1_024

const full = (repository: string): (() => void) => {
  const { bavail, bsize } = statfsSync(repository)
  const ballast = join(repository, 'ballast')
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)))
  return () => rmSync(ballast)
}

/** WAL is archived on. */
const readOnly = (repository: string): (() => void) => {
  const allow = (mode: string) => execFileSync('chmod', ['-R', mode, join(repository, 'backup')])
  allow('a-w')
  return () => allow('u+w')
}

/** In place of a folder that is moved away pgBackRest makes a new folder, and ends well. */
const closed = (repository: string): (() => void) => {
  const backups = join(repository, 'backup')
  chmodSync(backups, 0o000)
  return () => chmodSync(backups, 0o750)
}

/** Of a separate disk alone: `full` fills the disk. */
export const outages: readonly Outage[] = [
  ['has no room left', full, /unable to write/],
  ['is read only', readOnly, /Permission denied/],
  ['lets nobody in', closed, /Permission denied/],
]
