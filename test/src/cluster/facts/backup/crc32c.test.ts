import { expect, test } from 'vitest'
import { crcBegin, crcEnd, crcOver } from '#cluster/facts/backup/crc32c'

test('a checksum is the one of the literature, however the bytes arrive', () => {
  // RFC 3720, B.4, and the usual check value.
  const check = Buffer.from('123456789')
  expect(crcEnd(crcOver(crcBegin, check, 0, 9))).toBe(0xe3069283)
  for (let cut = 0; cut <= 9; cut += 1)
    expect(crcEnd(crcOver(crcOver(crcBegin, check, 0, cut), check, cut, 9))).toBe(0xe3069283)
  expect(crcEnd(crcOver(crcBegin, Buffer.alloc(32), 0, 32))).toBe(0x8a9136aa)
})
