import { describe, expect, test } from 'vitest'
import { parseAnchors } from '#audit/anchors/read-anchors'
import { type HeadSigner, openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'

const signer = openHeadSigner(readSigningKeys(newSigningKey('one')) ?? [])

const lineOf = (seq: number): string => {
  const hash = String(seq % 10).repeat(64)
  return `${seq} ${hash} 2026-01-01T00:00:00.000Z ${signer.sign({ seq, hash })}\n`
}

/** Counts the signatures that were looked at. */
const counting = (): Pick<HeadSigner, 'verify'> & { readonly looked: () => number } => {
  let looked = 0
  return {
    verify(head, signature) {
      looked += 1
      return signer.verify(head, signature)
    },
    looked: () => looked,
  }
}

const first = lineOf(1) + lineOf(100)

describe('an anchor file that was read before', () => {
  test('is read on from there when it only grew', () => {
    const heads = counting()
    const before = parseAnchors(first, heads)
    const after = parseAnchors(first + lineOf(200), heads, before)
    expect(after.anchors.map(({ seq }) => seq)).toEqual([1, 100, 200])
    expect(heads.looked()).toBe(3)
  })

  test.each<[string, string]>([
    ['with an edited line', first.replace('1 1111', '1 2111')],
    ['with a line cut off', lineOf(100)],
    ['emptied', ''],
  ])('is read anew %s', (_, text) => {
    const heads = counting()
    const before = parseAnchors(first, heads)
    expect(parseAnchors(text, heads, before)).toEqual(parseAnchors(text, heads))
  })

  test('names the number of a wrong line that was added', () => {
    const before = parseAnchors(first, signer)
    expect(parseAnchors(`${first}garbage\n`, signer, before).wrong).toBe('line 3 is not an anchor')
    expect(parseAnchors(`${first}2 ${'b'.repeat(64)} 2026\n`, signer, before).wrong).toBe(
      'line 3 is one that nobody with the key wrote: it has no signature',
    )
  })

  test('is read anew when its last line had no end', () => {
    const half = first + lineOf(200).slice(0, 40)
    const before = parseAnchors(half, signer)
    expect(before.wrong).toBe('line 3 is not an anchor')
    const whole = parseAnchors(first + lineOf(200), signer, before)
    expect(whole).toMatchObject({ wrong: null, lines: 3 })
  })
})

describe('an anchor file with thousands of lines by somebody', () => {
  const [, hash, , signature] = lineOf(1).trim().split(' ')
  const many = (line: (seq: number) => string): string =>
    Array.from({ length: 5_000 }, (_, place) => `${line(place + 2)}\n`).join('')

  test.each<[string, string, string]>([
    [
      'with signatures of another head',
      many(seq => `${seq} ${hash} 2026 ${signature}`),
      'line 3 has a signature that is not by a key of Howdah',
    ],
    [
      'that copy an anchor under other times',
      many(seq => `1 ${hash} ${seq} ${signature}`),
      'line 103 follows 100 lines that are empty or copies of an anchor',
    ],
    [
      'that are empty',
      many(() => ''),
      'line 103 follows 100 lines that are empty or copies of an anchor',
    ],
  ])('%s is read up to the hundredth of these lines', (_, lines, wrong) => {
    const heads = counting()
    const found = parseAnchors(first + lines + lineOf(200), heads)
    expect(found.wrong).toBe(wrong)
    expect(found.anchors.map(({ seq }) => seq)).toEqual([1, 100])
    expect(heads.looked()).toBeLessThan(110)
    expect(parseAnchors(`${first}${lines}more\n`, heads, found).anchors).toHaveLength(2)
    expect(heads.looked()).toBeLessThan(220)
  })
})
