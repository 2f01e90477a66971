/**
 * The keys by which Howdah's rows are known: from the environment or a file, never from the control
 * database. The first key signs; signatures by the older keys still count.
 */
import {
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import type { SigningKey } from '#model/configuration'

const written = /^([a-z0-9-]{1,20}):([A-Za-z0-9+/_-]{43}=?)$/

/**
 * Reads `name:base64` keys, separated by spaces or lines. Undefined when a key cannot be read, or two keys have one
 * name or one secret: a signature would have two texts. The text is secret and is never repeated.
 */
export const readSigningKeys = (text: string): readonly SigningKey[] | undefined => {
  const keys = text
    .split(/\s+/)
    .filter(Boolean)
    .map(part => {
      const [, name, secret] = written.exec(part) ?? []
      return name === undefined || secret === undefined
        ? undefined
        : { name, secret: Buffer.from(secret, 'base64') }
    })
  const known = keys.filter(key => key !== undefined && key.secret.length === 32)
  const names = new Set(known.map(key => key?.name))
  const secrets = new Set(known.map(key => key?.secret.toString('hex')))
  return known.length === 0 ||
    known.length < keys.length ||
    names.size < known.length ||
    secrets.size < known.length
    ? undefined
    : (known as readonly SigningKey[])
}

/** A fresh key in the form of `readSigningKeys`. */
export const newSigningKey = (name: string): string =>
  `${name}:${randomBytes(32).toString('base64url')}`

/** Derives the key for one purpose (HKDF, RFC 5869): no signature counts for two purposes. */
export const derived = ({ secret }: SigningKey, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `howdah ${purpose} v1`, 32))

/** The header of an Ed25519 private key in PKCS #8 (RFC 8410), before the 32 bytes of the seed. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The Ed25519 pair of a key: auditors verify with the public half and cannot sign. */
export const pairOf = (
  key: SigningKey,
): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8, derived(key, 'heads')]),
    format: 'der',
    type: 'pkcs8',
  })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}
