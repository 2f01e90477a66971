/**
 * Secrets in the control database: AES-256-GCM with a key derived from the signing key. The first key seals; texts
 * by older keys can still be read.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SigningKey } from '#model/configuration'

const purpose = 'secrets'

/** The key for a purpose. */
type Derive = (key: SigningKey, purpose: string) => Buffer

/** NIST SP 800-38D §8.2: 96 bits, never used twice with a key. */
const nonceBytes = 12
const tagBytes = 16

/** Gives `key.nonce.text+tag`; only the same `about` opens the text again: a secret cannot change places. */
export const sealed = (derive: Derive, key: SigningKey, text: string, about: string): string => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', derive(key, purpose), nonce)
  cipher.setAAD(Buffer.from(about))
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${key.name}.${nonce.toString('base64url')}.${hidden.toString('base64url')}`
}

export const unsealed = (
  derive: Derive,
  keys: readonly SigningKey[],
  kept: string,
  about: string,
): string | undefined => {
  const [name, nonce = '', hidden = ''] = kept.split('.')
  const key = keys.find(one => one.name === name)
  const bytes = Buffer.from(hidden, 'base64url')
  const number = Buffer.from(nonce, 'base64url')
  if (!key || number.length !== nonceBytes || bytes.length < tagBytes) return undefined
  const cipher = createDecipheriv('aes-256-gcm', derive(key, purpose), number, {
    authTagLength: tagBytes,
  })
  cipher.setAAD(Buffer.from(about))
  cipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([cipher.update(bytes.subarray(0, -tagBytes)), cipher.final()]).toString(
      'utf8',
    )
  } catch {
    return undefined
  }
}
