/**
 * Reads files of WAL record by record, as a server in recovery does (access/xlog_internal.h, access/xlogrecord.h): each
 * page has its address and its timeline, each record its checksum and the place of the record before.
 */

import { crcBegin, crcEnd, crcOver } from '#cluster/facts/backup/crc32c'

export interface WalReader {
  /** Begins a file, by the timeline in its name and the position of its first byte. Files come without a gap. */
  begin(timeline: number, at: number): void
  /** Takes whole pages of the file; gives the faults of the first damaged page. The rest of such a file is passed over. */
  push(pages: Buffer): string | undefined
}

/** A whole record whose checksum is right. */
export interface WalRecord {
  /** The position of the first byte. */
  readonly at: number
  readonly xid: number
  /** Resource manager, and the flags of that. */
  readonly manager: number
  readonly info: number
  /** Of all behind the header. */
  readonly bytes: number
  /** All behind the header; empty where the listener wants the size alone. */
  readonly body: Buffer
}

/** Hears some of the records. */
export interface WalListener {
  wants(manager: number, info: number): 'body' | 'size' | null
  hear(record: WalRecord): void
}

export const walPage = 8_192

const shortHeader = 24
const longHeader = 40
const recordHeader = 24

/** In bytes. A forged record may have 4 GB; no genuine record that is listened for comes near to this limit. */
const longestBody = 32 * 1_024 ** 2

/** Flags of a page. */
const isContinued = 1
const isLong = 2
const isOverwritten = 8

/** The record that ends a file before the file is full: XLOG_SWITCH of resource manager 0. */
const isSwitch = (header: Buffer): boolean =>
  header[17] === 0 && ((header[16] ?? 0) & 0xf0) === 0x40

/**
 * `system` is the identifier of the database system, `segment` the size of a file, `start` the position of a record; null
 * to begin at the first record that begins in a page.
 */
export const openWalReader = ({
  system,
  segment,
  start,
  listener,
}: {
  readonly system: bigint
  readonly segment: number
  readonly start: number | null
  readonly listener?: WalListener
}): WalReader => {
  const header = Buffer.alloc(recordHeader)
  let timeline = 0
  let newest = 0
  let magic: number | undefined
  let at = 0
  /** Bytes of the record's header that were read; of its body that are left. */
  let headed = 0
  let left = 0
  let bytes = 0
  let crc = crcBegin
  let begun = start ?? 0
  let before: bigint | undefined
  let inside = false
  /** Nothing more of this file is read: the file was switched, or is damaged. */
  let over = false
  /** Where the next record begins is not known, but by the next page. */
  let lost = start === null
  /** The parts so far of the body of a record that is listened for. */
  let body: Buffer[] | undefined
  let heard = false

  const endRecord = (): string | undefined => {
    inside = false
    const sum = crcEnd(crcOver(crc, header, 0, 20))
    if (sum !== header.readUInt32LE(20))
      return `the record at ${lsnAt(begun)} is not what its checksum says`
    if (before !== undefined && header.readBigUInt64LE(8) !== before)
      return `the record at ${lsnAt(begun)} does not follow the record before it`
    before = BigInt(begun)
    if (heard)
      listener?.hear({
        at: begun,
        xid: header.readUInt32LE(4),
        manager: header[17] ?? 0,
        info: header[16] ?? 0,
        bytes,
        body: Buffer.concat(body ?? []),
      })
    if (isSwitch(header)) over = true
    return undefined
  }

  const begin = (page: Buffer, from: number): string | undefined => {
    const length = page.readUInt32LE(from)
    if (length < recordHeader) return `no record is at ${lsnAt(at + from)}`
    inside = true
    begun = at + from
    headed = 0
    bytes = length - recordHeader
    left = bytes
    crc = crcBegin
    body = undefined
    heard = false
    return undefined
  }

  /** Once the header of a record is whole. */
  const listen = (): string | undefined => {
    const wanted = listener?.wants(header[17] ?? 0, header[16] ?? 0) ?? null
    heard = wanted !== null
    if (wanted !== 'body') return undefined
    body = []
    return bytes > longestBody
      ? `the record at ${lsnAt(begun)} has ${bytes} bytes, more than is read at once`
      : undefined
  }

  const isOver = () => over

  const takeRecords = (page: Buffer, first: number): string | undefined => {
    let from = first
    while (!isOver() && from < walPage) {
      const wrong = inside ? undefined : begin(page, from)
      if (wrong !== undefined) return wrong
      const copied = page.copy(
        header,
        headed,
        from,
        Math.min(walPage, from + recordHeader - headed),
      )
      headed += copied
      from += copied
      const tooLong = copied > 0 && headed === recordHeader ? listen() : undefined
      if (tooLong !== undefined) return tooLong
      const to = Math.min(walPage, from + left)
      crc = crcOver(crc, page, from, to)
      // The page is the caller's.
      body?.push(Buffer.from(page.subarray(from, to)))
      left -= to - from
      from = to
      if (headed < recordHeader || left > 0) return undefined
      const ended = endRecord()
      if (ended !== undefined) return ended
      from = aligned(from)
    }
    return undefined
  }

  /** The offset of the first byte to read in a page; null for a page without records. */
  const firstOf = (page: Buffer, headerBytes: number): number | null | string => {
    const flags = page.readUInt16LE(2)
    const rest = page.readUInt32LE(16)
    if (lost) {
      const next = headerBytes + ((flags & isContinued) === 0 ? 0 : aligned(rest))
      if (next >= walPage) return null
      lost = false
      return next
    }
    if (start !== null && at + walPage <= start) return null
    if (start !== null && at <= start) return Math.max(start - at, headerBytes)
    if (inside && (flags & isContinued) === 0) {
      // A crash left the record unfinished, and the server said so.
      if ((flags & isOverwritten) === 0) return `the record at ${lsnAt(begun)} is cut off`
      inside = false
    } else if (inside !== ((flags & isContinued) !== 0) || (inside && rest !== wanted()))
      return `the page at ${lsnAt(at)} does not go on where the page before it ended`
    return headerBytes
  }
  const wanted = () => recordHeader - headed + left

  const headerProblem = (page: Buffer): string | undefined => {
    const where = `the page at ${lsnAt(at)}`
    const first = at % segment === 0
    const flags = page.readUInt16LE(2)
    const by = page.readUInt32LE(4)
    magic ??= page.readUInt16LE(0)
    if (page.readUInt16LE(0) !== magic || flags > 15 || ((flags & isLong) !== 0) !== first)
      return `${where} has no header of a page`
    if (page.readBigUInt64LE(8) !== BigInt(at)) return `${where} belongs elsewhere`
    // The file in which a timeline begins has pages of the timeline before.
    if (by > timeline || by < newest) return `${where} is of timeline ${by}`
    newest = by
    if (!first) return undefined
    if (page.readBigUInt64LE(24) !== system) return 'it is of another database system'
    return page.readUInt32LE(32) === segment && page.readUInt32LE(36) === walPage
      ? undefined
      : 'it has another size of file or page than the server'
  }

  const take = (page: Buffer): string | undefined => {
    const wrong = headerProblem(page)
    if (wrong !== undefined) return wrong
    const from = firstOf(page, at % segment === 0 ? longHeader : shortHeader)
    return typeof from === 'number' ? takeRecords(page, from) : (from ?? undefined)
  }

  return {
    begin(next, position) {
      timeline = next
      at = position
      over = false
    },
    push(pages) {
      for (let from = 0; from < pages.length && !over; from += walPage) {
        const wrong = take(pages.subarray(from, from + walPage))
        if (wrong !== undefined) {
          over = true
          lost = true
          inside = false
          body = undefined
          before = undefined
          return wrong
        }
        at += walPage
      }
      return undefined
    },
  }
}

/** Records begin at multiples of eight. */
const aligned = (offset: number): number => Math.ceil(offset / 8) * 8

/** `0/3000060`. */
export const lsnAt = (position: number): string =>
  `${Math.floor(position / 2 ** 32).toString(16)}/${(position % 2 ** 32).toString(16)}`.toUpperCase()

/** A file of WAL, kept as it is or encrypted. */
interface OpenedWal {
  /** Of the content. */
  readonly bytes: number
  parts(): AsyncGenerator<Buffer, void>
  close(): Promise<void>
}

/** Reads an opened file; gives the faults, and closes the file. `heard` gets the bytes of each part. Throws what the file throws. */
export const readWalFile = async (
  opened: OpenedWal,
  segment: number,
  reader: WalReader,
  heard: (bytes: number) => void = () => {},
): Promise<string | undefined> => {
  let wrong: string | undefined
  let read = 0
  try {
    if (opened.bytes !== segment) return `it has ${opened.bytes} bytes, not ${segment}`
    for await (const part of opened.parts()) {
      read += part.length
      // Parts are whole pages, but where the file was cut off meanwhile.
      if (part.length % walPage === 0) wrong ??= reader.push(part)
      heard(part.length)
    }
    return read < segment ? 'it is cut off' : wrong
  } finally {
    await opened.close()
  }
}
