import { describe, expect, test } from 'vitest'
import { crcBegin, crcEnd, crcOver } from '#cluster/facts/backup/crc32c'
import { openWalReader, type WalRecord, walPage } from '#cluster/facts/backup/wal-reader'

const [system, segment, position] = [7n, 1_024 ** 2, 3 * 1_024 ** 2]
const [longHeader, recordHeader] = [40, 24]

/** The first page of a file, as PostgreSQL begins one. */
const pageWith = (record: Buffer): Buffer => {
  const page = Buffer.alloc(walPage)
  page.writeUInt16LE(0xd116, 0)
  page.writeUInt16LE(2, 2)
  page.writeUInt32LE(1, 4)
  page.writeBigUInt64LE(BigInt(position), 8)
  page.writeBigUInt64LE(system, 24)
  page.writeUInt32LE(segment, 32)
  page.writeUInt32LE(walPage, 36)
  record.copy(page, longHeader)
  return page
}

const recordOf = (bytes: number, body: Buffer): Buffer => {
  const header = Buffer.alloc(recordHeader)
  header.writeUInt32LE(recordHeader + bytes, 0)
  header.writeUInt32LE(700, 4)
  header[17] = 1
  const sum = crcEnd(crcOver(crcOver(crcBegin, body, 0, body.length), header, 0, 20))
  header.writeUInt32LE(sum, 20)
  return Buffer.concat([header, body])
}

const read = (page: Buffer, wanted: 'body' | 'size') => {
  const heard: WalRecord[] = []
  const reader = openWalReader({
    system,
    segment,
    start: null,
    listener: { wants: () => wanted, hear: record => heard.push(record) },
  })
  reader.begin(1, position)
  return { wrong: reader.push(page), heard }
}

describe('a reader of WAL', () => {
  test('hears a record with its body, or the size alone', () => {
    const page = pageWith(recordOf(5, Buffer.from('words')))
    const about = { at: position + longHeader, xid: 700, manager: 1, info: 0, bytes: 5 }
    expect(read(page, 'body').heard).toEqual([{ ...about, body: Buffer.from('words') }])
    expect(read(page, 'size').heard).toEqual([{ ...about, body: Buffer.alloc(0) }])
  })

  test('keeps no record in memory that would fill it, and says so', () => {
    const page = pageWith(recordOf(2 ** 31, Buffer.alloc(walPage - longHeader - recordHeader)))
    expect(read(page, 'body')).toEqual({
      wrong: 'the record at 0/300028 has 2147483648 bytes, more than is read at once',
      heard: [],
    })
    expect(read(page, 'size').wrong).toBeUndefined()
  })
})
