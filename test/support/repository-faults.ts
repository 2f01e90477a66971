/** Faults of a repository with full-1, each with the words of a reading of the whole. */
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestRepository } from '#test/support/repository'

/** Flips a bit, and gives the way back. */
export const flip = (file: string, place: number): (() => void) => {
  const turn = () => {
    const bytes = readFileSync(file)
    bytes[place] = (bytes[place] ?? 0) ^ 4
    writeFileSync(file, bytes)
  }
  turn()
  return turn
}

/** Exchanges the content of two files, and gives the way back. */
export const swap = (one: string, other: string): (() => void) => {
  const turn = () => {
    const bytes = readFileSync(one)
    copyFileSync(other, one)
    writeFileSync(other, bytes)
  }
  turn()
  return turn
}

export const away = (file: string): (() => void) => {
  renameSync(file, `${file}.away`)
  return () => renameSync(`${file}.away`, file)
}

/** The offset behind the last byte that is not 0. */
export const lastUsed = (file: string): number => {
  const bytes = readFileSync(file)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end
}

/** A fault gives the way back. */
export type Fault = readonly [name: string, inject: () => () => void, found: RegExp]

/** `wal` are three files of WAL in a row, after the backup. */
export const faultsIn = (
  { folder, archive }: Pick<TestRepository, 'folder' | 'archive'>,
  wal: readonly string[],
): readonly Fault[] => {
  const full = (file: string) => join(folder, 'backups/full-1', file)
  const inWal = (file: number) => join(archive, wal[file] ?? '')
  /** The file that holds the start of the backup. */
  const firstWal = () => {
    const { startLsn } = JSON.parse(readFileSync(full('backup.json'), 'utf8')) as {
      startLsn: string
    }
    const number = Number.parseInt(startLsn.split('/')[1] ?? '', 16) >> 24
    return `0000000100000000${number.toString(16).toUpperCase().padStart(8, '0')}`
  }
  return [
    [
      'a flipped bit in a base backup',
      () => flip(full('base.tar'), 3_000_001),
      /in base\.tar is not as the manifest says/,
    ],
    [
      'a flipped bit in the header of a file',
      () => flip(full('base.tar'), 130),
      /base\.tar is damaged, or cut off/,
    ],
    [
      'a flipped bit in the manifest',
      () => flip(full('backup_manifest'), 300),
      /backup_manifest is not as PostgreSQL wrote it/,
    ],
    [
      'a flipped bit in the words about a backup',
      () => flip(full('backup.json'), 40),
      /not the backup of the plan any more/,
    ],
    [
      'a flipped bit in a record of WAL',
      () => flip(inWal(1), 5_000),
      /the record at .* is not what its checksum says/,
    ],
    [
      'a flipped bit in the header of a page',
      () => flip(inWal(1), 8_192 + 9),
      /the page at .* belongs elsewhere/,
    ],
    ['WAL of another system', () => flip(inWal(1), 26), /it is of another database system/],
    ['a missing file of WAL', () => away(inWal(1)), /is missing; WAL goes on at/],
    ['the first file of WAL away', () => away(join(archive, firstWal())), /is missing/],
    [
      'a file of WAL with the content of another',
      () => {
        const back = away(inWal(1))
        copyFileSync(inWal(0), inWal(1))
        return () => {
          rmSync(inWal(1))
          back()
        }
      },
      /the page at .* belongs elsewhere/,
    ],
    [
      'a file of WAL that was cut off',
      () => {
        const back = away(inWal(1))
        writeFileSync(inWal(1), readFileSync(`${inWal(1)}.away`).subarray(0, 8_192))
        return () => {
          rmSync(inWal(1))
          back()
        }
      },
      /it has 8192 bytes, not/,
    ],
    ['an archive away', () => away(full('base.tar')), /base\.tar cannot be read/],
    [
      'the repository away',
      () => away(join(folder, 'backups')),
      /backup\.out-of-reach: .* cannot be read/,
    ],
    ['the archive of WAL away', () => away(archive), /backup\.out-of-reach: .* cannot be read/],
  ]
}
