/** The WAL in the files of a primary that is gone, beyond the end of a replica's WAL: a failover loses that. */
import { basename, join } from 'node:path'
import { openKept } from '#cluster/facts/backup/kept-file'
import { openPlain } from '#cluster/facts/backup/plain-file'
import { positionOf, readArchive, segmentAt, walName } from '#cluster/facts/backup/wal'
import {
  lsnAt,
  openWalReader,
  readWalFile,
  type WalRecord,
  walPage,
} from '#cluster/facts/backup/wal-reader'
import { Failure } from '#src/errors'
import { noKeys } from '#src/vault/keys'

export interface WalBeyond {
  /** Committed transactions that the replica lacks, as a whole or in part. */
  readonly commits: number
  readonly bytes: number
  /** LSN of the last whole record. */
  readonly until: string
}

export interface BeyondWanted {
  readonly system: string
  readonly timeline: number
  /** LSN up to which the replica has the WAL. */
  readonly received: string
}

/** 4 GB in the usual size: more is no plan for a failover. */
const mostFiles = 256

/** Null where the files cannot be read to their end. */
export const walBeyond = async (data: string, wanted: BeyondWanted): Promise<WalBeyond | null> => {
  const folder = join(data, 'pg_wal')
  const segment = await segmentIn(folder)
  if (segment === null) return null
  const received = Number(positionOf(wanted.received))
  let [commits, until] = [0, received]
  const hear = (record: WalRecord): void => {
    const end = endOf(record, segment)
    if (end <= received) return
    if (isCommit(record)) commits += 1
    until = Math.max(until, end)
  }
  const reader = openWalReader({
    system: BigInt(wanted.system),
    segment,
    start: null,
    listener: { wants: () => 'size', hear },
  })
  const first = segmentAt(BigInt(received), segment)
  let read = 0
  // A record that ends here may begin in the file before.
  for (let number = first > 0n ? first - 1n : first; ; number += 1n) {
    if (read > mostFiles) return null
    reader.begin(wanted.timeline, Number(number) * segment)
    const whole = await readOne(join(folder, walName(wanted.timeline, number, segment)), opened =>
      readWalFile(opened, segment, reader),
    )
    if (whole === null && number < first) continue
    if (whole !== null) read += 1
    if (whole !== true) break
  }
  return read === 0 ? null : { commits, bytes: until - received, until: lsnAt(until) }
}

const recordHeaderBytes = 24

/** The byte behind a record: each page on the way begins with a header, the first page of a file with a longer one. */
const endOf = ({ at, bytes }: WalRecord, segment: number): number => {
  let end = at
  for (let left = recordHeaderBytes + bytes; left > 0; ) {
    if (end > at && end % walPage === 0) end += end % segment === 0 ? 40 : 24
    const taken = Math.min(left, walPage - (end % walPage))
    end += taken
    left -= taken
  }
  return end
}

/** Resource manager 1, a commit or the commit of a prepared transaction (access/xact.h). */
const isCommit = ({ manager, info, xid }: WalRecord): boolean =>
  manager === 1 && [0x00, 0x30].includes(info & 0x70) && xid > 0

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
