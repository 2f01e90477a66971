import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { headText, openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'

const signer = openHeadSigner(readSigningKeys(newSigningKey('one')) ?? [])
const head = { seq: 7, hash: 'a'.repeat(64) }

describe('the signature of a head', () => {
  test('is verified by the public key alone', () => {
    const [name = '', x = ''] = signer.publicKeys[0]?.split(':') ?? []
    const [by, code = ''] = signer.sign(head)?.split('.') ?? []
    expect(by).toBe(name)
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    expect(verify(null, headText(head), key, Buffer.from(code, 'base64url'))).toBe(true)
  })

  test('is wrong for another head and for another key', () => {
    const signature = signer.sign(head) ?? ''
    expect(signer.verify(head, signature)).toBe(true)
    expect(signer.verify({ ...head, seq: 8 }, signature)).toBe(false)
    const stranger = openHeadSigner(readSigningKeys(newSigningKey('one')) ?? [])
    expect(stranger.verify(head, signature)).toBe(false)
  })

  test('is not made or judged without a key', () => {
    const none = openHeadSigner([])
    expect(none.sign(head)).toBeNull()
    expect(none.verify(head, 'one.x')).toBeNull()
    expect(none.publicKeys).toEqual([])
  })
})
