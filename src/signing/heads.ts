/**
 * Ed25519 signatures of the record's heads: auditors verify anchors and exports with the public key, and
 * only the bots can sign.
 */
import { type KeyObject, sign, verify } from 'node:crypto'
import type { SigningKey } from '#model/configuration'
import { pairOf } from '#signing/keys'

export interface HeadSigner {
  /** Signs `seq hash` as `key.signature`; null without a key. */
  sign(head: SignedHead): string | null
  /** False for a head without a signature by any of the keys; null without a key. */
  verify(head: SignedHead, signature: string): boolean | null
  /** `name:base64` of each public key, for auditors. */
  readonly publicKeys: readonly string[]
}

export interface SignedHead {
  readonly seq: number
  readonly hash: string
}

/** The signed bytes. */
export const headText = ({ seq, hash }: SignedHead): Buffer =>
  Buffer.from(`howdah-head-v1\n${seq} ${hash}\n`)

export const openHeadSigner = (keys: readonly SigningKey[]): HeadSigner => {
  const pairs = new Map(keys.map(key => [key.name, pairOf(key)]))
  const [first] = keys
  return {
    sign(head) {
      const pair = first && pairs.get(first.name)
      return pair
        ? `${first.name}.${sign(null, headText(head), pair.privateKey).toString('base64url')}`
        : null
    },
    verify(head, signature) {
      if (first === undefined) return null
      const [name = '', code = ''] = signature.split('.')
      const pair = pairs.get(name)
      return pair !== undefined && verifies(pair.publicKey, head, code)
    },
    publicKeys: [...pairs].map(([name, { publicKey }]) => `${name}:${rawOf(publicKey)}`),
  }
}

const verifies = (key: KeyObject, head: SignedHead, code: string): boolean =>
  verify(null, headText(head), key, Buffer.from(code, 'base64url'))

/** The 32 bytes of an Ed25519 public key, at the end of the SPKI form (RFC 8410). */
const rawOf = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url')
