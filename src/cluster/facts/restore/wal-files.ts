/** The WAL in the folder of a server, from an LSN on. */
import { basename, join } from 'node:path'
import { openKept } from '#cluster/facts/backup/kept-file'
import { openPlain } from '#cluster/facts/backup/plain-file'
import { positionOf, readArchive, segmentAt, walName } from '#cluster/facts/backup/wal'
import {
  lsnAt,
  openWalReader,
  readWalFile,
  type WalListener,
  type WalRecord,
  walPage,
} from '#cluster/facts/backup/wal-reader'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

export interface WalBegin {
  readonly system: string
  readonly timeline: number
  /** No record that ends before this LSN is heard. */
  readonly from: string
}

/** 4 GB in the usual size. */
const mostFiles = 256

/** Up to which LSN each whole record was read; null where the files cannot be read to their end. */
export const walFrom = async (
  folder: string,
  { system, timeline, from }: WalBegin,
  listener: WalListener,
): Promise<string | null> => {
  const segment = await segmentIn(folder)
  if (segment === null) return null
  const begin = Number(positionOf(from))
  let until = begin
  const reader = openWalReader({
    system: BigInt(system),
    segment,
    start: null,
    listener: {
      wants: (manager, info) => listener.wants(manager, info) ?? 'size',
      hear(record) {
        const end = endOf(record, segment)
        if (end <= begin) return
        until = Math.max(until, end)
        if (listener.wants(record.manager, record.info) !== null) listener.hear(record)
      },
    },
  })
  const first = segmentAt(BigInt(begin), segment)
  let read = 0
  // A record that ends here may begin in the file before.
  for (let number = first > 0n ? first - 1n : first; ; number += 1n) {
    if (read > mostFiles) return null
    reader.begin(timeline, Number(number) * segment)
    const whole = await readOne(join(folder, walName(timeline, number, segment)), opened =>
      readWalFile(opened, segment, reader),
    )
    if (whole === null && number < first) continue
    if (whole !== null) read += 1
    if (whole !== true) break
  }
  return read === 0 ? null : lsnAt(until)
}

const recordHeaderBytes = 24

/**
 * Where the next record may begin: each page on the way begins with a header, the first page of a file with a longer one,
 * and records begin at multiples of 8. XLOG_SWITCH of resource manager 0 ends its file.
 */
const endOf = ({ at, bytes, manager, info }: WalRecord, segment: number): number => {
  if (manager === 0 && (info & 0xf0) === 0x40) return (Math.floor(at / segment) + 1) * segment
  let end = at
  for (let left = recordHeaderBytes + bytes; left > 0; ) {
    if (end > at && end % walPage === 0) end += end % segment === 0 ? 40 : 24
    const taken = Math.min(left, walPage - (end % walPage))
    end += taken
    left -= taken
  }
  return Math.ceil(end / 8) * 8
}

/** The size of a file of WAL; null where there is none. */
const segmentIn = async (folder: string): Promise<number | null> => {
  const names = (await readArchive(folder)) ?? []
  const name = names.find(one => /^[0-9A-F]{24}$/.test(one))
  const opened = name === undefined ? undefined : await openPlain(join(folder, name))
  await opened?.handle.close().catch(() => {})
  return opened?.bytes ?? null
}

type Opened = NonNullable<Awaited<ReturnType<typeof openKept>>>

/** Whether the file is whole; null where there is no such file. */
const readOne = async (
  path: string,
  read: (opened: Opened) => Promise<string | undefined>,
): Promise<boolean | null> => {
  try {
    const opened = await openKept(path, { name: basename(path), keys: noKeys.wal })
    return opened ? (await read(opened)) === undefined : null
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}
