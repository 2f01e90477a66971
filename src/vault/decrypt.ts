/** Decrypts a file chunk by chunk: no byte of a chunk is given before the tag of the chunk was found right. */
import { createDecipheriv } from 'node:crypto'
import type { FileKey } from '#model/cluster'
import { chunkBytes, nonceOf, secretOf, sliceBytes, tagBytes } from '#src/vault/format'

/**
 * Takes the chunks of the file in order, each with the tag; gives the content, valid until the next chunk, or undefined for a
 * chunk that is not as written.
 */
export type Decrypting = (chunk: Buffer, isLast: boolean) => Buffer | undefined

export const decrypting = (key: FileKey, header: Buffer, name: string): Decrypting => {
  const secret = secretOf(key, header, name)
  const plain = Buffer.alloc(chunkBytes)
  let number = 0
  return (chunk, isLast) => {
    const content = chunk.length - tagBytes
    if (content < 0 || content > chunkBytes) return undefined
    const cipher = createDecipheriv('aes-256-gcm', secret, nonceOf(number, isLast), {
      authTagLength: tagBytes,
    })
    number += 1
    cipher.setAuthTag(chunk.subarray(content))
    for (let at = 0; at < content; at += sliceBytes)
      cipher.update(chunk.subarray(at, Math.min(content, at + sliceBytes))).copy(plain, at)
    try {
      cipher.final()
      return plain.subarray(0, content)
    } catch {
      return undefined
    }
  }
}
