/** Runs the stand-alone verifier over records that the log itself could have written. */

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ChainedEntry, chained, type Entry } from '#audit/entry'
import { genesis } from '#audit/head'
import { testSigner } from '#test/support/signing'

const dir = mkdtempSync(join(tmpdir(), 'howdah-verify-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

// The copy lies outside the tree, because the verifier must need no other file of the tree.
const program = join(dir, 'verify-cli.ts')
copyFileSync(join(import.meta.dirname, '../../src/audit/verify-cli.ts'), program)

const entry = (seq: number, actor = 'T_SHOP/U_OLGA'): Entry => ({
  v: 1,
  seq,
  at: new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString(),
  kind: 'plan.proposed',
  actor,
  subject: { plan: `p-000000${seq}` },
  detail: { reason: 'naïve “quotes”, \u2028 and \\ too', ticket: null, minutes: 1.5 },
})

const chain = (entries: readonly Entry[]): readonly ChainedEntry[] => {
  const all: ChainedEntry[] = []
  for (const one of entries) all.push(chained(one, all.at(-1)?.hash ?? genesis, testSigner))
  return all
}

const honest = chain([1, 2, 3, 4, 5].map(seq => entry(seq)))
const anchors = `${honest[2]?.seq} ${honest[2]?.hash} 2026-11-23T12:00:03.000Z\n5 ${honest[4]?.hash} 2026-11-23T12:00:05.000Z\n`

const written = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

const exported = (entries: readonly ChainedEntry[]): string =>
  written('record.jsonl', entries.map(one => `${JSON.stringify(one)}\n`).join(''))

const verify = (...files: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...files], {
    cwd: dir,
    encoding: 'utf8',
  })
  return { exit: status, said: `${stdout}${stderr}`.trim() }
}

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
    ['a file that is not there', ['nowhere.jsonl'], 'It cannot be read'],
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
})
