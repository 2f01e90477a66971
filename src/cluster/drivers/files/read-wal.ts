/** Reads every file of WAL on the way from a backup to the newest moment, record by record. */
import { join } from 'node:path'
import { isOfDisk, partBytes } from '#cluster/drivers/files/read-archives'
import type { Reading } from '#cluster/drivers/files/reading'
import type { BackupAbout } from '#cluster/facts/backup/about'
import { openPlain } from '#cluster/facts/backup/plain-file'
import type { WalWay } from '#cluster/facts/backup/timelines'
import { positionOf, walName } from '#cluster/facts/backup/wal'
import { openWalReader, type WalReader, walPage } from '#cluster/facts/backup/wal-reader'

/** Gives the number of files, and the last name. */
export const readWal = async (
  archive: string,
  about: BackupAbout,
  { legs, missing }: WalWay,
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
      const wrong = await readFile(join(archive, last), { name: last, segment }, reader, reading)
      if (wrong !== undefined) reading.wrong(`${last}: ${wrong}.`)
      segments += 1
    }
  return { segments, last }
}

/** Gives the file's faults. */
const readFile = async (
  path: string,
  { name, segment }: { readonly name: string; readonly segment: number },
  reader: WalReader,
  reading: Reading,
): Promise<string | undefined> => {
  const opened = await openPlain(path)
  if (!opened) return 'it cannot be read'
  let wrong: string | undefined
  try {
    if (opened.bytes !== segment) return `it has ${opened.bytes} bytes, not ${segment}`
    const part = Buffer.alloc(Math.max(partBytes, walPage))
    for (let at = 0; at < segment; at += part.length) {
      const { bytesRead } = await opened.handle.read(part, 0, part.length, at)
      if (bytesRead < part.length) return 'it is cut off'
      wrong ??= reader.push(part)
      reading.read(bytesRead, name)
    }
    return wrong
  } catch (error) {
    if (!isOfDisk(error)) throw error
    return `it cannot be read (${error.code})`
  } finally {
    await opened.handle.close().catch(() => {})
  }
}
