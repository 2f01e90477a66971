/** Runs the stand-alone verifier over records that the log itself could have written. */
import { describe, expect, test } from 'vitest'
import { anchors, chain, entry, exported, honest, verify, written } from '#test/support/verifier'

describe('howdah audit verify', () => {
  const outside = written('anchors.txt', anchors)

  test('finds nothing wrong with an untouched record', () => {
    expect(verify(exported(honest), outside)).toEqual({
      exit: 0,
      said: 'The record holds: 5 entries, anchored outside up to entry 5.',
    })
  })

  test('counts a single entry as one', () => {
    const { said } = verify(exported(honest.slice(0, 1)))
    expect(said).toMatch(/^The chain holds: 1 entry\./)
  })

  test('says what it cannot know without anchors', () => {
    const { exit, said } = verify(exported(honest))
    expect(said).toMatch(/^The chain holds: 5 entries\. Without anchors nobody can tell/)
    expect(exit).toBe(0)
  })

  test('names the first altered entry', () => {
    const altered = honest.map(one =>
      one.seq >= 3 ? { ...one, body: one.body.replace('U_OLGA', 'U_ADAM') } : one,
    )
    const { exit, said } = verify(exported(altered), outside)
    expect(said).toBe(
      'The record was tampered with: entry 3 was altered (it now says: plan.proposed by T_SHOP/U_ADAM at 2026-11-23T12:00:03.000Z).',
    )
    expect(exit).toBe(1)
  })

  test('names an entry that is missing and one that follows another', () => {
    const gap = honest.filter(({ seq }) => seq !== 2)
    expect(verify(exported(gap)).said).toContain('entry 2 is missing')
    const forked = [...honest.slice(0, 3), ...chain([entry(4, 'cli/eve')])].map((one, place) => ({
      ...one,
      seq: place + 1,
    }))
    expect(verify(exported(forked)).said).toContain('entry 4 does not follow the one before it')
  })

  test('finds a removed tail by the anchors', () => {
    const { exit, said } = verify(exported(honest.slice(0, 3)), outside)
    expect(said).toBe(
      'The record ends at entry 3, and entry 5 was anchored outside. It was restored from an older state, or its end was removed.',
    )
    expect(exit).toBe(1)
  })

  test('finds a recomputed chain by the anchors', () => {
    const recomputed = chain(
      [1, 2, 3, 4, 5].map(seq => entry(seq, seq === 2 ? 'cli/eve' : undefined)),
    )
    expect(verify(exported(recomputed)).exit).toBe(0)
    const { exit, said } = verify(exported(recomputed), outside)
    expect(said).toContain('entry 3 or one before it was rewritten')
    expect(exit).toBe(1)
  })

  test('reads heads as they were copied out of the audit channel', () => {
    const copied = written(
      'channel.txt',
      `Howdah  12:00\nThe record stands at entry 5 ${honest[4]?.hash}\n`,
    )
    expect(verify(exported(honest), copied)).toMatchObject({ exit: 0 })
    expect(verify(exported(honest.slice(0, 4)), copied)).toMatchObject({ exit: 1 })
  })

  test('takes no body that could be read in two ways', () => {
    const [first, ...rest] = honest
    if (!first) throw new Error('no entry')
    const twice = { ...first, body: first.body.replace('{', '{"actor":"cli/eve",') }
    expect(verify(exported([twice, ...rest])).said).toContain('entry 1 was altered')
  })

  test.each([
    ['nothing', [], 'Say: audit verify'],
    [
      'a file that is not there',
      ['nowhere.jsonl'],
      'nowhere.jsonl cannot be read: it is not there. Say: audit verify',
    ],
    ['a folder', ['.'], 'One of the files cannot be read: it is a folder.'],
    ['an empty file', [written('empty.jsonl', '')], 'holds no entry'],
    ['garbage', [written('garbage.jsonl', '\u0000\u0001\u0002 no json\n{')], 'Line 1 is no entry'],
    ['JSON of something else', [written('other.jsonl', '[1]\n')], 'Line 1 is no entry'],
    [
      'anchors that are none',
      [written('one.jsonl', `${JSON.stringify(honest[0])}\n`), written('notes.txt', 'hello')],
      'holds no anchor',
    ],
  ])('says in words what is wrong with %s', (_, files, words) => {
    const { exit, said } = verify(...files)
    expect(said).toContain(words)
    expect(said).not.toContain('    at ')
    expect(exit).toBe(1)
  })

  describe('of a record of which entries were removed', () => {
    const pruned = chain(
      [1, 2, 3, 4, 5, 6].map(seq =>
        seq === 5
          ? {
              ...entry(seq, 'T_SHOP/U_ADAM'),
              kind: 'record.pruned',
              detail: {
                last: 3,
                hash: chain([1, 2, 3].map(one => entry(one)))[2]?.hash,
                askedBy: 'T_SHOP/U_OLGA',
              },
            }
          : entry(seq),
      ),
    )
    const head = written('head.txt', `3 ${pruned[2]?.hash}\n6 ${pruned[5]?.hash}\n`)

    test.each([1, 2, 3])('says by whom the first %i were', gone => {
      const { said, exit } = verify(exported(pruned.slice(gone)), head)
      expect(said).toBe(
        `The record holds: ${6 - gone} entries, anchored outside up to entry 6. ${gone === 1 ? 'Entry 1 was' : `Entries 1 to ${gone} were`} removed, as T_SHOP/U_OLGA asked and T_SHOP/U_ADAM agreed on 2026-11-23 (entry 5).`,
      )
      expect(exit).toBe(0)
    })

    test('finds that more are missing than that', () => {
      const { said, exit } = verify(exported(pruned.slice(4)), head)
      expect(said).toContain(
        'entries 1 to 4 are missing, and no entry says that two people had them removed.',
      )
      expect(exit).toBe(1)
    })

    test('finds a last one that is not the one that was anchored', () => {
      const { said } = verify(
        exported(pruned.slice(3)),
        written('other.txt', `3 ${'b'.repeat(64)}\n`),
      )
      expect(said).toContain('entry 3 or one before it was rewritten')
    })
  })
})
