/**
 * Reads a tar archive as the archive arrives. PostgreSQL writes plain ustar headers: names up to 99 bytes, no
 * extended headers (src/port/tar.c).
 */

export interface TarEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly bytes: number
}

export interface TarHearer {
  begin(entry: TarEntry): void
  /** A part of the file that has begun. */
  data(part: Buffer): void
  end(entry: TarEntry): void
}

export interface TarReader {
  push(part: Buffer): void
  /** Whether the archive's end was read, with every file ended. */
  ended(): boolean
}

const block = 512

export const readTar = (hearer: TarHearer): TarReader => {
  const header = Buffer.alloc(block)
  let headed = 0
  let entry: TarEntry | undefined
  let left = 0
  let padding = 0
  let over: 'ended' | 'damaged' | undefined

  const begin = (): void => {
    headed = 0
    entry = entryIn(header)
    if (!entry) {
      over = header.every(byte => byte === 0) ? 'ended' : 'damaged'
      return
    }
    left = entry.bytes
    padding = (block - (left % block)) % block
    hearer.begin(entry)
    finish()
  }
  const finish = (): void => {
    if (!entry || left > 0) return
    hearer.end(entry)
    entry = undefined
  }
  const isOver = () => over !== undefined
  /** Takes the beginning of `part`, and gives the number of bytes taken. */
  const take = (part: Buffer): number => {
    if (left > 0) {
      const taken = part.subarray(0, left)
      hearer.data(taken)
      left -= taken.length
      finish()
      return taken.length
    }
    if (padding > 0) {
      const skipped = Math.min(padding, part.length)
      padding -= skipped
      return skipped
    }
    const copied = part.copy(header, headed, 0, block - headed)
    headed += copied
    if (headed === block) begin()
    return copied
  }

  return {
    push(part) {
      let rest = part
      while (!isOver() && rest.length > 0) rest = rest.subarray(take(rest))
    },
    ended: () => over === 'ended' && entry === undefined,
  }
}

const kinds: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '5': 'folder',
  '2': 'link',
}

/** Undefined for a block that is no header of PostgreSQL. */
const entryIn = (header: Buffer): TarEntry | undefined => {
  // The sum counts its own eight bytes as spaces.
  let sum = 8 * 32
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0
  const kind = kinds[String.fromCharCode(header[156] ?? 0)]
  if (numberAt(header, 148, 8) !== sum || kind === undefined) return undefined
  return {
    name: textAt(header, 0, 100),
    kind,
    bytes: kind === 'file' ? numberAt(header, 124, 12) : 0,
  }
}

const textAt = (header: Buffer, at: number, most: number): string => {
  const field = header.subarray(at, at + most)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? most : end)
}

/** Octal digits; from 8 GB on the bytes of the number, behind a first byte of 0x80. */
const numberAt = (header: Buffer, at: number, most: number): number =>
  header[at] === 0x80
    ? header.readUIntBE(at + most - 6, 6)
    : Number.parseInt(textAt(header, at, most).trim() || '0', 8)
