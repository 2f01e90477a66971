import { describe, expect, test } from 'vitest'
import {
  base32,
  codeAt,
  newSecret,
  otpauthOf,
  stepAt,
  stepOfCode,
} from '#engine/people/code/time-code'

/** RFC 6238, appendix B: the secret of SHA-1, and the codes' last six of eight digits. */
const secret = Buffer.from('12345678901234567890')
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

const at = (seconds: number): Date => new Date(seconds * 1_000)

describe('a one-time code', () => {
  test.each(vectors)('at %d s is %s, as RFC 6238 has it', (seconds, code) => {
    expect(codeAt(secret, stepAt(at(seconds)))).toBe(code)
    expect(stepOfCode(secret, code, at(seconds))).toBe(stepAt(at(seconds)))
  })

  test('counts in its own period and in the one before and after', () => {
    const code = codeAt(secret, 1_000)
    const accepted = [998, 999, 1_000, 1_001, 1_002].map(step =>
      stepOfCode(secret, code, at(step * 30)),
    )
    expect(accepted).toEqual([undefined, 1_000, 1_000, 1_000, undefined])
  })

  test('may be typed with a space in the middle', () => {
    const code = codeAt(secret, 7)
    expect(stepOfCode(secret, `${code.slice(0, 3)} ${code.slice(3)}`, at(7 * 30))).toBe(7)
  })

  test.each(['', '00000', '0000000', 'abcdef', '١٢٣٤٥٦'])('is not %j', typed => {
    expect(stepOfCode(secret, typed, at(59))).toBeUndefined()
  })

  test('is of its own secret', () => {
    expect(stepOfCode(newSecret(), '287082', at(59))).toBeUndefined()
  })
})

describe('a secret', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j in base32, as RFC 4648 has it', (text, written) => {
    expect(base32(Buffer.from(text))).toBe(written)
  })

  test('is an address that authenticators take', () => {
    expect(otpauthOf(secret, 'adam & eve')).toBe(
      'otpauth://totp/Howdah:adam%20%26%20eve?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Howdah',
    )
  })
})
