import { describe, expect, test } from 'vitest'
import { type ChainedEntry, hashOf } from '#audit/entry'
import { genesis } from '#audit/head'
import { verifyParts } from '#audit/verify'
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

const verified = (record: readonly ChainedEntry[], since = 0, size = 2) =>
  verifyParts(seq => Promise.resolve(record.slice(seq - 1, seq - 1 + size)), {
    anchors: [],
    signed: {
      since,
      check: ({ hash, signature }) => testSigner.check('audit', { hash }, signature),
    },
  })

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
    )
    await expect(broken).rejects.toThrow('gone away')
  })
})
