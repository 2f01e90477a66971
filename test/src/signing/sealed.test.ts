import { describe, expect, test } from 'vitest'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { noSigner, openRowSigner } from '#signing/rows'

const [newer, older] = [newSigningKey('new'), newSigningKey('old')]
const signerOf = (...keys: readonly string[]) =>
  openRowSigner(readSigningKeys(keys.join('\n')) ?? [])

describe('a sealed secret', () => {
  const sealed = signerOf(older).seal('swordfish', 'of adam')

  test('is read again by its key, also where a newer one seals', () => {
    expect(signerOf(older).unseal(sealed, 'of adam')).toBe('swordfish')
    expect(signerOf(newer, older).unseal(sealed, 'of adam')).toBe('swordfish')
    expect(signerOf(newer, older).seal('swordfish', 'of adam')).toMatch(/^new\./)
  })

  test('is not in what is kept, and never sealed the same way twice', () => {
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('swordfish')
    expect(sealed).not.toContain('swordfish')
    expect(signerOf(older).seal('swordfish', 'of adam')).not.toBe(sealed)
  })

  test('is nothing to whoever has another key, or none', () => {
    expect(signerOf(newer).unseal(sealed, 'of adam')).toBeUndefined()
    expect(signerOf(newSigningKey('old')).unseal(sealed, 'of adam')).toBeUndefined()
    expect(noSigner.unseal(sealed, 'of adam')).toBeUndefined()
    expect(() => noSigner.seal('swordfish', 'of adam')).toThrow('has no signing key')
  })

  test('is nothing in another place, or with a letter changed', () => {
    expect(signerOf(older).unseal(sealed, 'of dana')).toBeUndefined()
    const at = sealed.length - 3
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    expect(signerOf(older).unseal(changed, 'of adam')).toBeUndefined()
    for (const other of ['', 'old', 'old.AAAA', 'old.AAAAAAAAAAAAAAAA.AA'])
      expect(signerOf(older).unseal(other, 'of adam')).toBeUndefined()
  })
})
