/** What may happen to the repository of a stanza under a backup, each with the words that Howdah has for that. */
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { away } from '#test/support/repository-faults'

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

const readOnly = (repository: string): (() => void) => {
  const allow = (mode: string) => execFileSync('chmod', ['-R', mode, join(repository, 'backup')])
  allow('a-w')
  return () => allow('u+w')
}

/** Of a disk of its own alone: `full` fills the disk. */
export const outages: readonly Outage[] = [
  ['has no room left', full, /No space left on device/],
  ['is read only', readOnly, /Permission denied|unable to open|unable to create/],
  ['is away', repository => away(join(repository, 'backup')), /backup ended with|is not there/],
]
