import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant } from '#text/instant'

test.each([
  ['1795917128719927', '2026-11-29 01:52:08.719927 UTC'],
  ['1795917128000000', '2026-11-29 01:52:08.000000 UTC'],
  ['42', '1970-01-01 00:00:00.000042 UTC'],
])('%s is %s', (micros, text) => {
  expect(instant(micros)).toBe(text)
})

test('two times read alike only when they are the same microsecond', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 4_000_000_000_000_000n),
      fc.bigInt(1n, 1_000_000_000n),
      (at, later) => {
        expect(instant(String(at))).not.toBe(instant(String(at + later)))
      },
    ),
  )
})
