/** CRC-32C (Castagnoli), the checksum of a record of WAL; eight bytes at a time (Kounavis and Berry, 2005). */
const polynomial = 0x82f6_3b78
const slices = Array.from({ length: 8 }, () => new Int32Array(256))

for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  ;(slices[0] as Int32Array)[byte] = crc
}
for (let slice = 1; slice < 8; slice += 1)
  for (let byte = 0; byte < 256; byte += 1) {
    const before = slices[slice - 1]?.[byte] ?? 0
    ;(slices[slice] as Int32Array)[byte] = (slices[0]?.[before & 255] ?? 0) ^ (before >>> 8)
  }

const [t0, t1, t2, t3, t4, t5, t6, t7] = slices as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

/** Before the first byte. */
export const crcBegin = -1

/** Goes on from `crc` over the bytes of `part` between `from` and `to`. */
export const crcOver = (crc: number, part: Buffer, from: number, to: number): number => {
  let sum = crc
  let at = from
  for (; at + 8 <= to; at += 8) {
    const low = part.readInt32LE(at) ^ sum
    const high = part.readInt32LE(at + 4)
    sum =
      (t7[low & 255] as number) ^
      (t6[(low >>> 8) & 255] as number) ^
      (t5[(low >>> 16) & 255] as number) ^
      (t4[low >>> 24] as number) ^
      (t3[high & 255] as number) ^
      (t2[(high >>> 8) & 255] as number) ^
      (t1[(high >>> 16) & 255] as number) ^
      (t0[high >>> 24] as number)
  }
  for (; at < to; at += 1) sum = (t0[(sum ^ (part[at] as number)) & 255] as number) ^ (sum >>> 8)
  return sum
}

/** The checksum once all bytes were read. */
export const crcEnd = (crc: number): number => (crc ^ -1) >>> 0
