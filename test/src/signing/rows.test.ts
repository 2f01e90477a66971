import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { noSigner, openRowSigner } from '#signing/rows'
import { canonicalJson } from '#text/canonical-json'

const [newer, older] = [newSigningKey('new'), newSigningKey('old')]
const signerOf = (...keys: readonly string[]) =>
  openRowSigner(readSigningKeys(keys.join('\n')) ?? [])
const signer = signerOf(newer, older)
const back = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const row = { plan: 'p-1', person: 'T/U_ADAM', decision: 'approve' }

describe('the signature of a row', () => {
  test('is right for this row, however the keys of the row are ordered', () => {
    const signature = signer.sign('approval', row)
    const turned = Object.fromEntries(Object.entries(row).toReversed())
    expect(signer.check('approval', turned, signature)).toBe('genuine')
  })

  test('is right for whatever JSON keeps', () => {
    fc.assert(
      fc.property(fc.jsonValue(), detail => {
        const signature = signer.sign('journal', { detail })
        const back = JSON.parse(JSON.stringify({ detail })) as object
        expect(signer.check('journal', back, signature)).toBe('genuine')
      }),
    )
  })

  test('is wrong for any other value', () => {
    const differ = fc
      .tuple(fc.jsonValue(), fc.jsonValue())
      .filter(pair => canonicalJson(back(pair[0])) !== canonicalJson(back(pair[1])))
    fc.assert(
      fc.property(differ, ([detail, changed]) => {
        const signature = signer.sign('journal', { detail })
        expect(signer.check('journal', { detail: changed }, signature)).toBe('forged')
      }),
    )
  })

  test('is forged for another kind of row, another row, or a changed letter', () => {
    const signature = signer.sign('approval', row)
    expect(signer.check('review', row, signature)).toBe('forged')
    expect(signer.check('approval', { ...row, person: 'T/U_EVE' }, signature)).toBe('forged')
    const last = signature.endsWith('A') ? 'B' : 'A'
    expect(signer.check('approval', row, `${signature.slice(0, -2)}${last}x`)).toBe('forged')
    expect(signer.check('approval', row, '')).toBe('forged')
    expect(signer.check('approval', row, 'x.y.z')).toBe('forged')
  })

  test('is another one each time, so that a unique index refuses a copy', () => {
    expect(signer.sign('thaw', row)).not.toBe(signer.sign('thaw', row))
  })

  test('has a single text: no other text of the same bytes passes a unique index', () => {
    const signature = signer.sign('thaw', row)
    const [name, number, code = ''] = signature.split('.')
    const texts = [
      `${signature}.x`,
      `${signature}=`,
      `${signature}!`,
      ` ${signature}`,
      `${name}.${number}.${code.slice(0, 20)} ${code.slice(20)}`,
      `${name}.${number}.${Buffer.from(code, 'base64url').toString('base64')}`,
      // The last letter carries two bits that no byte has.
      `${signature.slice(0, -1)}${String.fromCodePoint((signature.codePointAt(signature.length - 1) ?? 0) + 1)}`,
    ]
    for (const text of texts) expect(signer.check('thaw', row, text), text).toBe('forged')
  })

  test('counts by an older key as long as that key is named', () => {
    const signature = signerOf(older).sign('approval', row)
    expect(signer.check('approval', row, signature)).toBe('genuine')
    expect(signerOf(newer).check('approval', row, signature)).toBe('forged')
    expect(signer.sign('approval', row)).toMatch(/^new\./)
  })

  test('is missing on a row from before, and neither made nor believed without a key', () => {
    expect(signer.check('approval', row, null)).toBe('unsigned')
    expect(noSigner.check('approval', row, signer.sign('approval', row))).toBe('forged')
    expect(() => noSigner.sign('approval', row)).toThrow('has no signing key')
  })

  test('on a column of JSON that is no text is forged, and no fault', () => {
    for (const signature of [5, {}, [], true])
      expect(signer.check('stop', row, signature as unknown as string)).toBe('forged')
  })
})

describe('a name that nobody foresees without the key', () => {
  test('begins with the text, and is the same wherever the key is the same', () => {
    const name = signer.unforeseen('review p-1')
    expect(name).toMatch(/^review p-1 [\w-]{43}$/)
    expect(signerOf(newer).unforeseen('review p-1')).toBe(name)
    expect(signerOf(older).unforeseen('review p-1')).not.toBe(name)
    expect(signer.unforeseen('review p-2').slice(11)).not.toBe(name.slice(11))
    expect(() => noSigner.unforeseen('review p-1')).toThrow('has no signing key')
  })
})
