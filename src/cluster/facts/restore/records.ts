/** The records of WAL that tell a moment: commits, exclusive locks, and restore points (access/xact.h, storage/standbydefs.h). */
import { lsnAt, type WalListener, type WalRecord } from '#cluster/facts/backup/wal-reader'

/** `lsn` is where the record begins; ids are of 32 bits. */
export type MomentRecord =
  | ({ readonly kind: 'commit'; readonly lsn: string; readonly at: string } & CommitWords)
  | {
      readonly kind: 'locks'
      readonly lsn: string
      readonly locks: readonly { readonly xid: number; readonly relation: number }[]
    }
  | { readonly kind: 'name'; readonly lsn: string; readonly at: string; readonly name: string }

interface CommitWords {
  readonly xid: number
  readonly subxids: readonly number[]
  /** Oid; null where the commit changed nothing in the catalogue. */
  readonly database: number | null
  /** Oids of the relations of the database that are no more. */
  readonly dropped: readonly number[]
  /** Hashes of the invalid entries of the database's catalogue, in order: those of one row stand side by side. */
  readonly hashes: readonly number[]
}

/** Resource managers, and their kinds of records. */
const [ofServer, ofTransaction, ofStandby] = [0, 1, 8]
const restorePoint = 0x70
const [commit, commitPrepared] = [0x00, 0x30]
const locks = 0x00

export const momentListener = (
  major: number,
  hear: (record: MomentRecord) => void,
): WalListener => ({
  wants(manager, info) {
    const kind = info & 0xf0
    const tells =
      manager === ofTransaction
        ? [commit, commitPrepared].includes(info & 0x70)
        : (manager === ofServer && kind === restorePoint) ||
          (manager === ofStandby && kind === locks)
    return tells ? 'body' : null
  },
  hear(record) {
    try {
      const read = momentIn(record, major)
      if (read) hear(read)
    } catch (error) {
      // Whoever may write the archive may write a record that is cut off.
      if (!(error instanceof RangeError)) throw error
    }
  },
})

const momentIn = (record: WalRecord, major: number): MomentRecord | undefined => {
  const data = dataOf(record.body)
  if (!data) return undefined
  const lsn = lsnAt(record.at)
  if (record.manager === ofTransaction)
    return { kind: 'commit', lsn, at: timeIn(data), ...commitIn(record, data, major) }
  if (record.manager !== ofServer) return { kind: 'locks', lsn, locks: locksIn(data) }
  const name = data.subarray(8)
  const end = name.indexOf(0)
  const length = end < 0 ? name.length : end
  return { kind: 'name', lsn, at: timeIn(data), name: name.toString('utf8', 0, length) }
}

/** Throws a RangeError where `data` has no room for so many parts from `at` on. */
const fitting = (data: Buffer, at: number, count: number, partBytes: number): number => {
  if (count * partBytes > data.length - at) throw new RangeError('a record is cut off')
  return count
}

/** The data of a record without blocks; undefined for a record with blocks. */
const dataOf = (body: Buffer): Buffer | undefined => {
  for (let at = 0; at < body.length; ) {
    const id = body[at] ?? 0
    if (id === 0xff) return body.subarray(body.length - (body[at + 1] ?? 0))
    if (id === 0xfe) return body.subarray(body.length - body.readUInt32LE(at + 1))
    // An origin has two bytes, the id of a transaction has four.
    if (id !== 0xfd && id !== 0xfc) return undefined
    at += id === 0xfd ? 3 : 5
  }
  return undefined
}

/** Microseconds since 2000, as an ISO time. */
const timeIn = (data: Buffer): string => {
  const micros = data.readBigInt64LE(0)
  const whole = new Date(Date.UTC(2000, 0, 1) + Number(micros / 1_000n)).toISOString()
  return `${whole.slice(0, -1)}${String(micros % 1_000n).padStart(3, '0')}Z`
}

const locksIn = (data: Buffer) =>
  Array.from({ length: fitting(data, 4, data.readUInt32LE(0), 12) }, (_, index) => ({
    xid: data.readUInt32LE(4 + index * 12),
    relation: data.readUInt32LE(12 + index * 12),
  }))

/** Flags of a commit, in the order of the parts. */
const hasFlags = 0x80
const parts = {
  database: 1 << 0,
  subxids: 1 << 1,
  files: 1 << 2,
  statistics: 1 << 8,
  invalid: 1 << 3,
  prepared: 1 << 4,
} as const

/** Bytes of a message, and the least id of a cache. */
const messageBytes = 16
const ofRelation = 2

const commitIn = ({ xid, info }: WalRecord, data: Buffer, major: number): CommitWords => {
  let at = 8
  const word = (): number => {
    at += 4
    return data.readUInt32LE(at - 4)
  }
  const flags = (info & hasFlags) === 0 ? 0 : word()
  const has = (part: keyof typeof parts): boolean => (flags & parts[part]) !== 0
  /** What `one` gives of each part but undefined: of millions of parts few may count. */
  const list = <One>(part: keyof typeof parts, one: () => One | undefined): readonly One[] => {
    const found: One[] = []
    if (!has(part)) return found
    for (let left = fitting(data, at + 4, word(), 4); left > 0; left -= 1) {
      const told = one()
      if (told !== undefined) found.push(told)
    }
    return found
  }
  const database = has('database') ? word() : null
  if (database !== null) at += 4
  const subxids = list('subxids', word)
  list('files', () => {
    at += 12
    return undefined
  })
  const dropped = list('statistics', () => {
    const [kind, of, oid] = [word(), word(), word()]
    // From 18 on an object may have an id of eight bytes.
    if (major >= 18) at += 4
    return kind === ofRelation && of === database ? oid : undefined
  })
  const hashes = list('invalid', () => {
    const from = at
    at += messageBytes
    const [cache, of] = [data.readInt8(from), data.readUInt32LE(from + 4)]
    const hash = data.readUInt32LE(from + 8)
    return cache >= 0 && of === database ? hash : undefined
  })
  return {
    xid: has('prepared') ? word() : xid,
    subxids,
    database,
    dropped,
    hashes,
  }
}
