/** Runs the stand-alone verifier as an auditor does, who has Howdah's public keys and nothing else of Howdah. */
import { describe, expect, test } from 'vitest'
import type { ChainedEntry } from '#audit/entry'
import { openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { cli } from '#test/support/cli'
import { testKey } from '#test/support/signing'
import { anchors, chain, entry, honest, verify, written } from '#test/support/verifier'

describe('howdah audit verify with a public key', () => {
  const heads = openHeadSigner(readSigningKeys(testKey) ?? [])
  const [key = ''] = heads.publicKeys
  const stranger = openHeadSigner(readSigningKeys(newSigningKey('test')) ?? [])
  const other = openHeadSigner(readSigningKeys(newSigningKey('other')) ?? [])
  const time = '2026-11-23T12:00:03.000Z'
  const signed = (seq: number, by = heads): string => {
    const hash = honest[seq - 1]?.hash ?? ''
    return `${seq} ${hash} ${time} ${by.sign({ seq, hash })}`
  }
  const file = (...lines: readonly string[]) => written('signed.txt', `${lines.join('\n')}\n`)
  const sealed = (entries: readonly ChainedEntry[] = honest): string =>
    written(
      'sealed.jsonl',
      entries
        .map((one, place) =>
          place === entries.length - 1 ? { ...one, head: heads.sign(one) } : one,
        )
        .map(one => `${JSON.stringify(one)}\n`)
        .join(''),
    )
  const by = (...files: readonly string[]) => verify('--key', key, ...files)

  test('needs an export and its public key, and nothing else', () => {
    expect(by(sealed())).toEqual({
      exit: 0,
      said: 'The record holds up to the end of the export: 5 entries. Signed by key test. Without anchors nobody can tell whether it went on.',
    })
    expect(by(sealed(), file(signed(3), signed(5)))).toEqual({
      exit: 0,
      said: 'The record holds: 5 entries, anchored outside up to entry 5. Signed by key test.',
    })
  })

  test('checks anchors without an export', () => {
    expect(by(file(signed(1), signed(3), signed(3)))).toEqual({
      exit: 0,
      said: 'The anchors hold: 3 anchors, up to entry 3. Signed by key test. Without an export nobody can tell whether the record is as they say.',
    })
    expect(verify(file(signed(1)))).toEqual({
      exit: 1,
      said: 'Anchors alone are checked by a key: say --key, or give an export too.',
    })
  })

  test('reads heads as they were copied out of the audit channel', () => {
    const [seq, hash, , signature] = signed(5).split(' ')
    const line = `${seq} ${hash} ${signature}`
    expect(by(file('Howdah  12:00', 'The record stands at entry 5', line)).exit).toBe(0)
    expect(by(file(`The record stands at entry 5 \`\`\`${line}\`\`\``)).exit).toBe(0)
  })

  test('takes keys from a file, one for each key that Howdah had', () => {
    const keys = written('keys.txt', `${key}\n${other.publicKeys[0]}\n`)
    expect(verify('--key', keys, file(signed(1, other), signed(3))).said).toContain(
      'Signed by key test or other.',
    )
  })

  test('does not count unsigned lines before the first signed one', () => {
    const lines = file(`2 ${'a'.repeat(64)} ${time}`, signed(3))
    expect(by(sealed(), lines).said).toContain('anchored outside up to entry 3')
  })

  const cut = () =>
    written(
      'cut.jsonl',
      honest
        .slice(0, 4)
        .map(one => `${JSON.stringify(one)}\n`)
        .join(''),
    )
  const edited = honest.map(one => ({ ...one, body: one.body.replace('U_OLGA', 'U_ADAM') }))
  const recomputed = chain([1, 2, 3, 4, 5].map(seq => entry(seq, 'cli/eve')))
  test.each<[string, () => readonly string[], string]>([
    ['an edited entry', () => [sealed(edited)], 'entry 1 was altered'],
    [
      'an export that was cut',
      () => [cut()],
      'Nothing signs the end of the export, entry 4: it was cut off there,',
    ],
    [
      'a cut export beside its anchors',
      () => [cut(), file(signed(5))],
      'The record ends at entry 4',
    ],
    [
      'a recomputed chain with the old signature at its end',
      () => {
        const last = recomputed.at(-1)
        const head = heads.sign(honest[4] ?? { seq: 0, hash: '' })
        const lines = [...recomputed.slice(0, -1), { ...last, head }]
        return [written('again.jsonl', lines.map(one => `${JSON.stringify(one)}\n`).join(''))]
      },
      'The end of the export, entry 5, does not fit its signature',
    ],
    [
      'an edited anchor',
      () => [sealed(), file(signed(3).replace(/[0-9a-f]{64}/, 'a'.repeat(64)))],
      'signed.txt, line 1 does not fit its signature: it was edited, or another key named test signed it.',
    ],
    [
      'an anchor by another key of that name',
      () => [file(signed(3), signed(5, stranger))],
      'signed.txt, line 2 does not fit its signature',
    ],
    [
      'an anchor by a key that was not given',
      () => [file(signed(3, other))],
      'signed.txt, line 1 is signed by key other, and that key was not given: test was.',
    ],
    [
      'an anchor without a signature',
      () => [file(signed(3), `5 ${honest[4]?.hash} ${time}`)],
      'signed.txt, line 2 has no signature: nobody who has the key wrote it.',
    ],
    ['anchors of which none is signed', () => [sealed(), outsideUnsigned()], 'No anchor is signed'],
    [
      'anchors of two records',
      () => {
        const head = { seq: 3, hash: recomputed[2]?.hash ?? '' }
        return [file(signed(3), `3 ${head.hash} ${time} ${heads.sign(head)}`)]
      },
      'differ about entry 3',
    ],
    ['two exports', () => [sealed(), cut()], 'is a second export'],
  ])('has a sentence for %s', (_, files, words) => {
    const { exit, said } = by(...files())
    expect(said).toContain(words)
    expect(exit).toBe(1)
  })

  test.each([
    [['--key', 'test:short', 'x.jsonl'], 'test:short cannot be read: it is not there. Say'],
    [['--key', written('no-key.txt', 'hello'), 'x.jsonl'], 'A public key is name:key'],
    [['--key', key], 'Say: audit verify [--key'],
    [['--keys', key], 'Say: audit verify [--key'],
  ])('says in words what is wrong with %j', (words, says) => {
    const { exit, said } = verify(...words)
    expect(said).toContain(says)
    expect(exit).toBe(1)
  })

  test('is given its keys by howdah audit keys, which needs the signing key alone', async () => {
    const keys = await cli({ HOWDAH_SIGNING_KEY: testKey }, 'audit', 'keys')
    expect(keys).toEqual({ exit: 0, out: `${key}\n`, err: '' })
    const wrong = await cli({ HOWDAH_SIGNING_KEY: 'nothing' }, 'audit', 'keys')
    expect(wrong.err).toContain('HOWDAH_SIGNING_KEY does not hold signing keys')
    expect(wrong.exit).toBe(1)
  })

  const outsideUnsigned = () => written('unsigned.txt', anchors)
})
