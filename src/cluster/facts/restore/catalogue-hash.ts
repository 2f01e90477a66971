/**
 * The hashes by which PostgreSQL names an entry of a cache of the catalogue in an invalidation (utils/cache/catcache.c):
 * a commit tells which names it made invalid, and no name.
 */

/** Of a single name. */
export const hashOfName = (name: string): number => {
  const key = Buffer.from(name)
  const seed = (0x9e37_79b9 + key.length + 3_923_095) | 0
  let [a, b, c] = [seed, seed, seed]
  let at = 0
  for (; key.length - at >= 12; at += 12) {
    a = (a + key.readInt32LE(at)) | 0
    b = (b + key.readInt32LE(at + 4)) | 0
    c = (c + key.readInt32LE(at + 8)) | 0
    a = ((a - c) | 0) ^ rotated(c, 4)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotated(a, 6)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotated(b, 8)
    b = (b + a) | 0
    a = ((a - c) | 0) ^ rotated(c, 16)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotated(a, 19)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotated(b, 4)
    b = (b + a) | 0
  }
  // The lowest byte of the third word is left out.
  const rest = Buffer.alloc(12)
  key.copy(rest, 0, at, Math.min(key.length, at + 8))
  key.copy(rest, 9, Math.min(key.length, at + 8))
  a = (a + rest.readInt32LE(0)) | 0
  b = (b + rest.readInt32LE(4)) | 0
  c = (c + rest.readInt32LE(8)) | 0
  c = ((c ^ b) - rotated(b, 14)) | 0
  a = ((a ^ c) - rotated(c, 11)) | 0
  b = ((b ^ a) - rotated(a, 25)) | 0
  c = ((c ^ b) - rotated(b, 16)) | 0
  a = ((a ^ c) - rotated(c, 4)) | 0
  b = ((b ^ a) - rotated(a, 14)) | 0
  c = ((c ^ b) - rotated(b, 24)) | 0
  return c >>> 0
}

/** Of an oid, which no other oid has. */
export const hashOfOid = (oid: number): number => {
  let hash = oid ^ (oid >>> 16)
  hash = Math.imul(hash, 0x85eb_ca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Of the name of a relation in the schema with an oid. */
export const hashOfRelation = (name: string, schema: number): number =>
  (hashOfName(name) ^ rotated(hashOfOid(schema), 8)) >>> 0

/** The only schema for which the name of a relation has such a hash. */
export const schemaOfHash = (hash: number, name: string): number => {
  let oid = rotated(hash ^ hashOfName(name), 24)
  oid ^= oid >>> 16
  oid = Math.imul(oid, 0x7ed1_b41d)
  oid ^= (oid >>> 13) ^ (oid >>> 26)
  oid = Math.imul(oid, 0xa5cb_9243)
  return (oid ^ (oid >>> 16)) >>> 0
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))
