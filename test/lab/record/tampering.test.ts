/** Whatever is done to the record or to an anchor is found by the bots, before anybody asks. */

import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { asOwner, readyz, recordToTamperWith } from '#test/support/tampering'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
const { anchors, kept, lines, newest, rechained, reported, reports } =
  await recordToTamperWith(howdah)

describe('the record', () => {
  test.each<[string, () => Promise<void>, string]>([
    [
      'with its chain recomputed from its first entry on',
      () => asOwner(howdah, ...rechained(1)),
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
    [
      'with its chain recomputed, and the anchors outside emptied',
      async () => {
        await asOwner(howdah, ...rechained(1))
        truncateSync(anchors)
      },
      `Entry ${newest} of the record is not the one that was anchored outside.`,
    ],
  ])('%s is found by the bot', async (_, tamper, says) => {
    await tamper()
    await howdah.start()
    expect(await reported(says)).toMatch(/tampered with|recovery mode/)
  })
})

describe('the anchor file', () => {
  test.each<[string, () => void, string]>([
    ['that was removed', () => rmSync(anchors), 'it was emptied or removed'],
    [
      'without one of its older anchors',
      () => writeFileSync(anchors, `${lines().toSpliced(1, 1).join('\n')}\n`),
      'one of its anchors was removed',
    ],
    [
      'with garbage',
      () => writeFileSync(anchors, '\u0000\u0001 garbage'),
      'its line 1 is not an anchor',
    ],
    [
      'with an anchor added by hand',
      () => appendFileSync(anchors, `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z\n`),
      'is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with an anchor added by hand before the first one',
      () => writeFileSync(anchors, `${newest + 5} ${'b'.repeat(64)}\n${kept}`),
      'its line 1 is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with nothing but an anchor by hand',
      () => writeFileSync(anchors, `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z\n`),
      'its line 1 is one that nobody with the key wrote: it has no signature',
    ],
    [
      'with an anchor that a signature of another entry is put to',
      () =>
        appendFileSync(
          anchors,
          `${newest + 5} ${'b'.repeat(64)} 2026-01-01T00:00:00Z ${kept.trim().split(' ').at(-1)}\n`,
        ),
      'has a signature that is not by a key of Howdah',
    ],
  ])('%s is found by the bot, and mended', async (_, tamper, says) => {
    tamper()
    await howdah.start()
    expect(await reported('was not as Howdah left it')).toContain(says)
    for (const line of kept.split('\n').filter(Boolean)) {
      const [seq, hash] = line.split(' ')
      expect(lines().some(one => one.startsWith(`${seq} ${hash} `))).toBe(true)
    }
    expect(reports('recovery mode')).toEqual([])
  })
})

describe('a bot that runs', () => {
  test('finds an emptied anchor file within a minute, says so once in chat and is not ready', async () => {
    await howdah.start()
    expect(await readyz(howdah)).toBe('ready\n')
    truncateSync(anchors)
    await reported('was not as Howdah left it: it was emptied or removed.')
    expect(await readyz(howdah)).toContain('was not as Howdah left it: it was emptied or removed.')
    expect(reports('was not as Howdah left it')).toHaveLength(1)
    const [entry] = await howdah.store.query(
      `select body::json ->> 'kind' as kind from howdah.audit where body like '%"anchors.lost"%'`,
    )
    expect(entry).toEqual({ kind: 'anchors.lost' })
  })

  test('anchors a decision within seconds', async () => {
    await howdah.start()
    const anchored = lines().length
    await howdah.say('adam', '/pg freeze reason=look')
    await expect.poll(() => lines().length, { timeout: 5_000 }).toBeGreaterThan(anchored)
    const [head = ''] = lines().toReversed()
    const [frozen] = await howdah.store.query<{ seq: string }>(
      `select max(seq) as seq from howdah.audit where body like '%"kind":"freeze"%'`,
    )
    expect(Number(head.split(' ')[0])).toBeGreaterThanOrEqual(Number(frozen?.seq))
  })
})
