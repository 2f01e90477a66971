import { describe, expect, test } from 'vitest'
import { compareChannel, headLine, type Told, type Window } from '#audit/compare-channel'
import type { ChannelPage } from '#model/record/channel'
import { openHeadSigner } from '#signing/heads'
import { newSigningKey, readSigningKeys } from '#signing/keys'

const signer = () => openHeadSigner(readSigningKeys(newSigningKey('one')) ?? [])
const heads = signer()

const now = new Date('2026-11-29T12:00:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
/** Message `n` tells the head of entry 100 × n. */
const tsOf = (n: number): string => `17000000${n}0.000000`
const headOf = (n: number) => ({ seq: n * 100, hash: String(n).repeat(64) })
const told = (n: number, at = daysAgo(0.1)): Told => ({ ...headOf(n), ts: tsOf(n), at })
const words = (n: number, by = heads): string =>
  `The record stands at entry ${n * 100}\n\`\`\`${headLine(headOf(n), by.sign(headOf(n)))}\`\`\``
const message = (n: number, text = words(n), block = text) => ({
  ts: tsOf(n),
  texts: [text, block],
})
const page = (own: ChannelPage['own'], more: Partial<ChannelPage> = {}): ChannelPage => ({
  own,
  from: own.at(-1)?.ts ?? null,
  more: false,
  ...more,
})

const compare = (there: ChannelPage, window: Partial<Window> = {}) => {
  const { deleted, edited, genuine, strange } = compareChannel(
    there,
    { told: [told(3), told(2), told(1)], before: null, now, ...window },
    heads,
  )
  const seqs = (all: readonly { readonly seq: number }[]) => all.map(({ seq }) => seq)
  return {
    deleted: seqs(deleted),
    edited: seqs(edited),
    genuine: seqs(genuine),
    strange: seqs(strange),
  }
}

const all = [message(3), message(2), message(1)]
const found = { deleted: [], edited: [], genuine: [300, 200, 100], strange: [] }

describe('the audit channel', () => {
  test('is as it was told', () => {
    expect(compare(page(all))).toEqual(found)
  })

  test('lacks a message that was deleted', () => {
    expect(compare(page([message(3), message(1)]))).toMatchObject({ deleted: [200] })
    expect(compare(page([message(2), message(1)]))).toMatchObject({ deleted: [300] })
    // Somebody's greeting is older.
    expect(compare(page([], { from: tsOf(0) }))).toMatchObject({ deleted: [300, 200, 100] })
    expect(compare(page([]))).toMatchObject({ deleted: [300, 200, 100] })
  })

  test('may lose what is older than a day with all of its time: Slack keeps messages no longer', () => {
    const old = [told(3), told(2, daysAgo(1.1)), told(1, daysAgo(2))]
    expect(compare(page([message(3)]), { told: old }).deleted).toEqual([])
    expect(compare(page([message(3)], { from: tsOf(1) }), { told: old }).deleted).toEqual([200])
  })

  test('is compared page by page', () => {
    expect(compare(page([message(3)], { more: true })).deleted).toEqual([])
    const older = { before: tsOf(3) }
    expect(compare(page([message(1)]), older).deleted).toEqual([200])
    expect(compare(page([message(2), message(1)]), older).deleted).toEqual([])
  })

  const another = words(2).replaceAll('2222', '2223')
  test.each<[string, string, string]>([
    ['another hash', another, another],
    ['another hash in its blocks alone', words(2), another],
    ['another hash in its notification alone', another, words(2)],
    ['no head', 'The record is fine', 'The record is fine'],
    ['no signature', words(2).replace(/ one\.[\w-]+/, ''), words(2)],
    ['a signature cut short', words(2).replace(/.{9}```$/s, '```'), words(2)],
    ['the signed head of another entry', words(1), words(1)],
    ['a second head', `${words(2)}\n${words(3)}`, words(2)],
    ['the signature of another key of that name', words(2, signer()), words(2)],
  ])('has a message that was edited to show %s', (_, text, block) => {
    const there = [message(3), message(2, text, block), message(1)]
    expect(compare(page(there))).toMatchObject({ deleted: [], edited: [200], strange: [] })
  })

  test('has a head that the control database does not know', () => {
    const { genuine, strange } = compare(page([message(4), ...all]))
    expect({ genuine, strange }).toEqual({ genuine: [400, 300, 200, 100], strange: [] })
  })

  test('has a head that nobody with the key wrote, once', () => {
    const forged = message(4, words(4, signer()))
    expect(compare(page([forged, ...all]))).toEqual({ ...found, strange: [400] })
    const said = { seq: 0, hash: '', ts: tsOf(4), at: now }
    const known = [said, told(3), told(2), told(1)]
    expect(compare(page([forged, ...all]), { told: known })).toEqual(found)
  })

  test('has unsigned heads from before signatures, and heads from before a new beginning', () => {
    const old = message(1, `The record stands at entry 100 ${'1'.repeat(64)}`)
    expect(compare(page([message(3), message(2), old]), { told: [told(3), told(2)] })).toEqual({
      ...found,
      genuine: [300, 200],
    })
    expect(compare(page([old]), { told: [] })).toEqual({ ...found, genuine: [] })
  })

  test('expects a head that was told again in its newest message alone', () => {
    const again = { ...told(2), ts: tsOf(4) }
    const there = page([{ ...message(2), ts: tsOf(4) }, message(3), message(2, 'gone'), message(1)])
    expect(compare(there, { told: [again, told(3), told(2), told(1)] })).toMatchObject({
      deleted: [],
      edited: [],
      strange: [],
    })
  })
})
