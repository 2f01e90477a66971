/**
 * The form of an encrypted file: a header of 48 bytes, then chunks, each encrypted apart with AES-256-GCM: the STREAM
 * construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a chunk holds the number of the chunk,
 * and a mark in the last chunk, so a file that was cut off, or in which chunks changed places, does not decrypt. Each file has
 * a separate key, derived with the header and the name of the file, so no file can stand in the place of a second file.
 */
import { hkdfSync, randomBytes } from 'node:crypto'
import type { FileKey } from '#model/cluster'

/** Bytes of content in each chunk but the last. */
export const chunkBytes = 256 * 1_024
/** What a cipher is handed at once: for longer answers the allocator asks the system for fresh pages. */
export const sliceBytes = 32 * 1_024
export const tagBytes = 16
export const headerBytes = 48

/** Eight bytes that no tar archive, manifest or file of WAL begins with. */
const magic = Buffer.from('HOWDAH\0\x01', 'latin1')
const idBytes = 8

/** The last part of a key's name. */
const idOf = ({ name }: FileKey): string => name.slice(name.lastIndexOf('.') + 1)

/** Magic, the id of the key, and 32 random bytes. */
export const newHeader = (key: FileKey): Buffer =>
  Buffer.concat([magic, Buffer.from(idOf(key), 'hex'), randomBytes(32)])

export const isHeader = (begin: Buffer): boolean =>
  begin.length >= headerBytes && begin.subarray(0, magic.length).equals(magic)

/** The id of the key in hex, in a header. */
export const keyIdIn = (header: Buffer): string =>
  header.toString('hex', magic.length, magic.length + idBytes)

/** Undefined where none of the keys encrypted the file. */
export const keyFor = (header: Buffer, keys: readonly FileKey[]): FileKey | undefined =>
  keys.find(key => idOf(key) === keyIdIn(header))

/** `name` tells kind and place of the file: `backups/7500000000000000001/full-3/base.tar`. */
export const secretOf = ({ secret }: FileKey, header: Buffer, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, header, `howdah file v1\n${name}`, 32))

/** Never used twice: the key is of one file (NIST SP 800-38D, 8.2). */
export const nonceOf = (chunk: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(chunk, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** The bytes of a file on disk, by the bytes of its content. */
export const encryptedBytes = (content: number): number =>
  headerBytes + content + Math.max(1, Math.ceil(content / chunkBytes)) * tagBytes

/** The reverse; undefined for a size that no encrypted file has. */
export const contentBytes = (encrypted: number): number | undefined => {
  const body = encrypted - headerBytes
  const chunks = Math.max(1, Math.ceil(body / (chunkBytes + tagBytes)))
  const content = body - chunks * tagBytes
  return content >= 0 && encryptedBytes(content) === encrypted ? content : undefined
}
