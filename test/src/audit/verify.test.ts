import { describe, expect, test } from 'vitest'
import { type ChainedEntry, chained, hashOf } from '#audit/entry'
import { genesis } from '#audit/head'
import { type Beginning, beginningAt, tombstoneIn } from '#audit/tombstones/tombstone'
import { verifyParts } from '#audit/verify'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { openRowSigner } from '#signing/rows'
import { testSigner } from '#test/support/signing'

/** Entries whose bodies say the given numbers; those after `since` are signed. */
const recordOf = (numbers: readonly unknown[], since = 0): readonly ChainedEntry[] => {
  let prev = genesis
  return numbers.map((number, index) => {
    const body = JSON.stringify({ kind: 'asked', actor: 'x', seq: number })
    const hash = hashOf(prev, body)
    const signature = index + 1 > since ? testSigner.sign('audit', { hash }) : null
    const entry = { seq: index + 1, body, prev, hash, signature }
    prev = hash
    return entry
  })
}

/** Tombstones by Howdah, as the control database finds them. */
const beginningOf = (record: readonly ChainedEntry[]): Beginning =>
  beginningAt(
    record[0],
    record.flatMap(entry =>
      testSigner.check('audit', { hash: entry.hash }, entry.signature) === 'genuine'
        ? (tombstoneIn(entry) ?? [])
        : [],
    ),
  )

const verified = (record: readonly ChainedEntry[], since = 0, size = 2) =>
  verifyParts(
    seq => Promise.resolve(record.filter(one => one.seq >= seq).slice(0, size)),
    {
      anchors: [],
      signed: {
        since,
        check: ({ hash, signature }) => testSigner.check('audit', { hash }, signature),
      },
    },
    () => Promise.resolve(beginningOf(record)),
  )

describe('a whole record', () => {
  test.each([0, 1, 2, 3, 4, 5])('of %i entries holds, in batches of two', async count => {
    const record = recordOf(Array.from({ length: count }, (_, index) => index + 1))
    expect(await verified(record)).toMatchObject({ ok: true, entries: count })
  })

  test('does not hold where an entry from before signatures says another number', async () => {
    expect(await verified(recordOf([1, 3, 3], 3), 3)).toMatchObject({
      ok: false,
      first: 2,
      sentence: 'The record was tampered with: entry 2 was altered (it now says: asked by x).',
    })
  })

  test('does not hold where the text of a signed entry is another one', async () => {
    const record = recordOf([1, 2, 3])
    const altered = record.map(one =>
      one.seq === 2 ? { ...one, body: one.body.replace('asked', 'plan.approved') } : one,
    )
    expect(await verified(altered)).toMatchObject({ ok: false, first: 2 })
  })

  test('does not hold where a signature is of another entry', async () => {
    const record = recordOf([1, 2, 3])
    const moved = record.map(one =>
      one.seq === 3 ? { ...one, signature: record[0]?.signature ?? null } : one,
    )
    expect((await verified(moved)).sentence).toContain(
      'entry 3 was not written by Howdah: its signature is not right',
    )
  })

  test('fails with the database when a batch cannot be read', async () => {
    const record = recordOf([1, 2, 3])
    const broken = verifyParts(
      seq =>
        seq === 1 ? Promise.resolve(record.slice(0, 2)) : Promise.reject(new Error('gone away')),
      { anchors: [], signed: { since: 0, check: () => 'genuine' } },
      () => Promise.resolve(beginningOf(record)),
    )
    await expect(broken).rejects.toThrow('gone away')
  })
})

/** Ten entries; entry 7 is a tombstone for those up to 4. */
const prunedRecord = (detail: object = {}, signer = testSigner): readonly ChainedEntry[] => {
  const all: ChainedEntry[] = []
  for (let seq = 1; seq <= 10; seq += 1) {
    const removed = { last: 4, hash: all[3]?.hash, askedBy: 'T/U_OLGA', ...detail }
    const entry = {
      v: 1 as const,
      seq,
      at: '2026-11-29T12:00:00.000Z',
      kind: seq === 7 ? 'record.pruned' : 'asked',
      actor: 'T/U_ADAM',
      subject: {},
      detail: seq === 7 ? removed : {},
    }
    all.push(chained(entry, all.at(-1)?.hash ?? genesis, seq === 7 ? signer : testSigner))
  }
  return all
}

const stranger = openRowSigner(readSigningKeys(newSigningKey('stranger')) ?? [])

describe('a record of which entries were removed', () => {
  test.each([1, 2, 3, 4])(
    'holds behind its tombstone when it begins after entry %i',
    async gone => {
      expect(await verified(prunedRecord().slice(gone))).toMatchObject({
        ok: true,
        entries: 10 - gone,
        sentence: `The record holds: ${10 - gone} entries, anchored outside up to entry 0. ${gone === 1 ? 'Entry 1 was' : `Entries 1 to ${gone} were`} removed, as T/U_OLGA asked and T/U_ADAM agreed on 2026-11-29 (entry 7).`,
      })
    },
  )

  test.each<[string, readonly ChainedEntry[], string]>([
    [
      'more was removed than it names',
      prunedRecord().slice(5),
      'entries 1 to 5 are missing, and no entry by Howdah says that two people had them removed.',
    ],
    [
      'somebody else wrote it',
      prunedRecord({}, stranger).slice(4),
      'entries 1 to 4 are missing, and no entry by Howdah says',
    ],
    [
      'it names another last entry',
      prunedRecord({ hash: genesis }).slice(4),
      'entry 5 does not follow the last one that entry 7 removed.',
    ],
    [
      'it names another last entry, and that one is still there',
      prunedRecord({ hash: genesis }).slice(2),
      'entry 4 or one before it was rewritten',
    ],
    ['it was removed itself', prunedRecord().slice(7), 'entries 1 to 7 are missing'],
    [
      'it names entries after itself',
      prunedRecord({ last: 8 }).slice(8),
      'entries 1 to 8 are missing',
    ],
    [
      'there is none',
      recordOf([1, 2, 3, 4]).slice(1),
      'entry 1 is missing, and no entry by Howdah',
    ],
  ])('does not hold when %s', async (_, record, says) => {
    const { ok, sentence } = await verified(record)
    expect(sentence).toContain(`The record was tampered with: ${says}`)
    expect(ok).toBe(false)
  })

  test('is checked anew when entries go while it is read', async () => {
    const whole = prunedRecord()
    let there = whole
    const verdict = await verifyParts(
      seq => {
        const part = there.filter(one => one.seq >= seq).slice(0, 2)
        if (seq === 1) there = whole.slice(4)
        return Promise.resolve(part)
      },
      { anchors: [], signed: { since: 0, check: () => 'genuine' } },
      () => Promise.resolve(beginningOf(there)),
    )
    expect(verdict).toMatchObject({ ok: true, entries: 6 })
  })
})
