/** Reads every file of WAL on the way from a backup to the newest moment, record by record. */
import { join } from 'node:path'
import { isOfDisk } from '#cluster/drivers/files/read-archives'
import type { Reading } from '#cluster/drivers/files/reading'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { faultOf, isAltered, openKept, unaltered } from '#cluster/facts/backup/kept-file'
import { sealedWalName } from '#cluster/facts/backup/layout'
import type { WalWay } from '#cluster/facts/backup/timelines'
import { positionOf, walName } from '#cluster/facts/backup/wal'
import { openWalReader, readWalFile, type WalReader } from '#cluster/facts/backup/wal-reader'
import type { FileKey } from '#model/cluster'
import { Failure } from '#src/errors'

/** Gives the number of files, and the last name. */
export const readWal = async (
  archive: string,
  about: BackupAbout,
  { legs, missing }: WalWay,
  keys: readonly FileKey[],
  reading: Reading,
): Promise<{ readonly segments: number; readonly last: string }> => {
  for (const what of missing) reading.wrong(what)
  const { segment } = about
  const reader = openWalReader({
    system: BigInt(about.system),
    segment,
    start: Number(positionOf(about.startLsn)),
  })
  let segments = 0
  let last = ''
  for (const { timeline, first, last: end } of legs)
    for (let number = first; number <= end; number += 1n) {
      last = walName(timeline, number, segment)
      reader.begin(timeline, Number(number) * segment)
      const wrong = await readFile(
        join(archive, last),
        { name: last, segment, keys },
        reader,
        reading,
      )
      if (wrong !== undefined) reading.wrong(`${last}: ${wrong}.`)
      segments += 1
    }
  return { segments, last }
}

interface WalFile {
  readonly name: string
  readonly segment: number
  readonly keys: readonly FileKey[]
}

/** Gives the file's faults. */
const readFile = async (
  path: string,
  { name, segment, keys }: WalFile,
  reader: WalReader,
  reading: Reading,
): Promise<string | undefined> => {
  const opened = await openKept(path, { name: sealedWalName(name), keys }).catch(unaltered)
  if (!opened) return 'it cannot be read'
  if (opened instanceof Failure) return faultOf(opened)
  try {
    return await readWalFile(opened, segment, reader, bytes => reading.read(bytes, name))
  } catch (error) {
    if (isAltered(error)) return faultOf(error)
    if (!isOfDisk(error)) throw error
    return `it cannot be read (${error.code})`
  }
}
