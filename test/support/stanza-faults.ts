/** Faults of a stanza with a full backup and an incremental one, each with the words of a reading of the whole. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { away, flip } from '#test/support/repository-faults'
import type { TestStanza } from '#test/support/stanza'

type Repository = Pick<TestStanza, 'repository'>

/** A fault gives the way back. */
type StanzaFault = readonly [name: string, inject: (of: Repository) => () => void, found: RegExp]

const newest = ({ repository }: Repository): string => {
  const backups = join(repository, 'backup/shop')
  const labels = readdirSync(backups).filter(name => /^\d{8}-\d{6}F/.test(name))
  return join(backups, labels.sort().at(-1) ?? '')
}

const full = ({ repository }: Repository): string => {
  const backups = join(repository, 'backup/shop')
  return join(backups, readdirSync(backups).find(name => /^\d{8}-\d{6}F$/.test(name)) ?? '')
}

/** The second file of WAL from the end: the last may be the file that a backup ended in. */
const wal = ({ repository }: Repository): string => {
  const [archive = ''] = readdirSync(join(repository, 'archive/shop')).filter(name =>
    /^15-\d+$/.test(name),
  )
  const folder = join(repository, 'archive/shop', archive, '0000000100000000')
  const names = readdirSync(folder)
    .filter(name => /^[0-9A-F]{24}-/.test(name))
    .sort()
  return join(folder, names.at(-2) ?? '')
}

const inBase = (of: Repository): string => {
  const [database = ''] = readdirSync(join(full(of), 'pg_data/base'))
  return join(full(of), 'pg_data/base', database, 'PG_VERSION.lz4')
}

export const stanzaFaults: readonly StanzaFault[] = [
  [
    'a flipped bit in a file',
    of => flip(inBase(of), 20),
    /F invalid \(missing: 0, (checksum invalid: 1|.*other: 1)/,
  ],
  [
    'a file that is gone',
    of => away(inBase(of)),
    /F invalid \(missing: 1.*Missing of .*PG_VERSION/,
  ],
  [
    'a flipped bit in its manifest',
    of => flip(join(newest(of), 'backup.manifest'), 2_000),
    /backup\.manifest of .* and its copy differ|manifest/,
  ],
  ['a flipped bit in the WAL', of => flip(wal(of), 500), /1 of \d+ files of WAL in 15-1 not valid/],
  [
    'a file of WAL that is gone',
    of => away(wal(of)),
    /WAL is missing between [0-9A-F]{24} and [0-9A-F]{24}/,
  ],
]
