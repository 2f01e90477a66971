import { describe, expect, test } from 'vitest'
import { parseAnchors, withoutStrangers } from '#audit/anchors/read-anchors'
import { openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'

const signer = () => openHeadSigner(readSigningKeys(newSigningKey('one')) ?? [])
const heads = signer()

const hashOf = (seq: number): string => String(seq % 10).repeat(64)
const old = (seq: number): string => `${seq} ${hashOf(seq)} 2026-11-23T12:00:00.000Z`
const by = (seq: number, one = heads): string =>
  `${old(seq)} ${one.sign({ seq, hash: hashOf(seq) })}`

/** The record ended with entry 4 before entries were signed; entries up to 9 are in the record. */
const read = (...lines: readonly string[]) => {
  const { anchors, wrong } = withoutStrangers(
    parseAnchors(`${lines.join('\n')}\n`, heads),
    4,
    ({ seq, hash }) => seq < 10 && hash === hashOf(seq),
  )
  return { anchors: anchors.map(({ seq }) => seq), wrong }
}

describe('the lines of an anchor file', () => {
  test('are accepted without a signature up to the last entry from before signatures', () => {
    expect(read(old(1), old(4), by(4), by(7))).toEqual({ anchors: [1, 4, 4, 7], wrong: null })
  })

  const nobody = 'is one that nobody with the key wrote: it has no signature'
  test.each<[string, readonly string[], string]>([
    ['at the top', [old(99), old(4), by(7)], `line 1 ${nobody}`],
    ['among the old ones', [old(1), old(5), by(7)], `line 2 ${nobody}`],
    ['at the end', [old(1), by(7), old(99)], `line 3 ${nobody}`],
    ['at the end, of an entry from before signatures', [by(7), old(4)], `line 2 ${nobody}`],
    ['of another hash', [old(4).replaceAll('4444', '4445'), by(7)], `line 1 ${nobody}`],
    [
      'by another key of that name',
      [old(1), by(7), by(9, signer())],
      'line 3 has a signature that is not by a key of Howdah',
    ],
    [
      'with a signature cut short',
      [by(7), by(9).slice(0, -1)],
      'line 2 has a signature that is not by a key of Howdah',
    ],
    ['with a seal', [by(7), `${by(9)} sealed`], 'line 2 is not an anchor'],
  ])('are no anchor %s', (_, lines, wrong) => {
    const found = read(...lines)
    expect(found.wrong).toBe(wrong)
    expect(found.anchors).not.toContain(99)
    expect(found.anchors).toContain(7)
  })
})
