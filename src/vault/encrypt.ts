/** Encrypts a file as the content arrives. */
import { createCipheriv } from 'node:crypto'
import type { FileKey } from '#model/cluster'
import { chunkBytes, newHeader, nonceOf, secretOf, sliceBytes } from '#src/vault/format'

export interface Encrypting {
  /** Takes content of any length, valid only during the call; gives the bytes to write, in order. */
  push(part: Buffer): readonly Buffer[]
  /** Gives the rest, with the mark of the end. */
  end(): readonly Buffer[]
}

/** `name` tells kind and place of the file. */
export const encrypting = (key: FileKey, name: string): Encrypting => {
  const header = newHeader(key)
  const secret = secretOf(key, header, name)
  const chunk = Buffer.alloc(chunkBytes)
  let ready: Buffer[] = [header]
  let filled = 0
  let number = 0
  const close = (isLast: boolean): void => {
    const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(number, isLast))
    for (let at = 0; at < filled; at += sliceBytes)
      ready.push(cipher.update(chunk.subarray(at, Math.min(filled, at + sliceBytes))))
    ready.push(cipher.final(), cipher.getAuthTag())
    number += 1
    filled = 0
  }
  const taken = (): readonly Buffer[] => {
    const given = ready
    ready = []
    return given
  }
  return {
    push(part) {
      for (let at = 0; at < part.length; ) {
        // A full chunk may be the last one, until more comes.
        if (filled === chunkBytes) close(false)
        const copied = part.copy(chunk, filled, at)
        filled += copied
        at += copied
      }
      return taken()
    },
    end() {
      close(true)
      return taken()
    },
  }
}
