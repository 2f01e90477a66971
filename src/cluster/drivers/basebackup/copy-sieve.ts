/**
 * Takes the data of COPY out of the bytes that a server sends, without a copy: node-postgres would put each message
 * together first. A message is a byte of kind, the length of the rest in four bytes, and the rest (manual 53.7).
 */

export interface SieveHearer {
  /** A part of a message of COPY data; `begins` for the first part. */
  readonly copied: (part: Buffer, begins: boolean) => void
  /** Bytes of all other messages. */
  readonly other: (bytes: Buffer) => void
}

const copyData = 0x64
const headerBytes = 5

/** Gives a reader of the bytes, from the begin of a message on. The parts are views of the bytes. */
export const copySieve = ({ copied, other }: SieveHearer): ((bytes: Buffer) => void) => {
  let header = Buffer.alloc(headerBytes)
  let headed = 0
  let left = 0
  let isCopy = false
  let begins = false

  const begin = (): void => {
    headed = 0
    isCopy = header[0] === copyData
    left = header.readUInt32BE(1) - (headerBytes - 1)
    if (left < 0) throw new Error('a message has no length')
    begins = true
    if (isCopy) return
    other(header)
    // The hearer may keep the header.
    header = Buffer.alloc(headerBytes)
  }

  /** Takes the beginning of `bytes`, and gives the number of bytes taken. */
  const take = (bytes: Buffer): number => {
    if (left === 0) {
      const taken = bytes.copy(header, headed, 0, headerBytes - headed)
      headed += taken
      if (headed === headerBytes) begin()
      return taken
    }
    const part = bytes.subarray(0, left)
    left -= part.length
    if (isCopy) copied(part, begins)
    else other(part)
    begins = false
    return part.length
  }

  return bytes => {
    for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(take(rest))
  }
}
