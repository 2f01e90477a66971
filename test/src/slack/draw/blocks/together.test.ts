import { describe, expect, test } from 'vitest'
import { answer } from '#model/reply'
import { partsOfAnswer } from '#slack/draw/answer/answer-parts'
import { drawAnswer } from '#slack/draw/answer/reply-message'
import { context, fields, section } from '#slack/draw/blocks/blocks'
import { apart, together, togetherInCell } from '#slack/draw/blocks/together'
import { drawTable } from '#terminal/draw-table'

/** Shows a no-break space as `_` and a word joiner as `|`. */
const seen = (text: string): string => text.replaceAll('\u00a0', '_').replaceAll('\u2060', '|')

describe('a sentence in Slack', () => {
  test.each([
    ['takes 8.5 ms, 62 % of the time', 'takes 8.5_ms, 62_% of the time'],
    ['656 kB; nothing to review.', '656_kB; nothing to review.'],
    ['shop-2 is 6 min behind', 'shop-2 is 6_min behind'],
    ['older than 5 min, 12 s (819 MB) behind', 'older than 5_min, 12_s (819_MB) behind'],
    ['nothing is called unused before 30 days', 'nothing is called unused before 30_days'],
    ['since 2026-11-29 02:07 UTC', 'since 2026-11-29_02:07_UTC'],
    ['6 minutes, 4 halves, 3 sets', '6 minutes, 4 halves, 3 sets'],
    ['`select 5 s` takes 5 s', '`select 5 s` takes 5_s'],
    ['```wait 5 s``` 5 s', '```wait 5 s``` 5_s'],
    ['<https://x.test/|in 5 s> 5 s', '<https://x.test/|in 5 s> 5_s'],
  ])('%j keeps its figures whole', (text, whole) => {
    expect(seen(together(text))).toBe(whole)
  })

  test('keeps them whole in each kind of block', () => {
    const text = 'It took 8.5 ms'
    const all = [section(text), context(text), ...fields([{ label: 'Took', value: '8.5 ms' }])]
    for (const one of all) expect(JSON.stringify(one)).toContain('8.5\u00a0ms')
  })
})

describe('a cell of a table in Slack', () => {
  test.each([
    ['shop-1 1,200, shop-2 0; last 2026-11-22', 'shop-|1_1,200, shop-|2_0; last_2026-|11-|22'],
    ['main 0', 'main_0'],
    ['replica, 0 s (0 B) behind', 'replica, 0_s (0_B) behind'],
    ['8 of 100', '8_of_100'],
    ['11-29 02:07', '11-|29_02:07'],
    ['p-7k3m9qx of r-2b5d8fk', 'p-7k3m9qx of r-2b5d8fk'],
    ['Sat 28 Nov 01:30', 'Sat_28_Nov_01:30'],
    ['May 3 rows', 'May 3 rows'],
    ['where a = -1', 'where a = -1'],
  ])('%j keeps names and figures whole', (text, whole) => {
    expect(seen(togetherInCell(text))).toBe(whole)
    expect(apart(togetherInCell(text)).replaceAll('\u00a0', ' ')).toBe(text)
  })
})

describe('the same figures', () => {
  const columns = ['Node', 'Size']
  const rows = Array.from({ length: 21 }, () => ['shop-1', '8.5 MB'])
  const long = answer('It takes 8.5 MB.', { table: { columns, rows } })

  test('have no-break spaces in the message alone, not in its files or in a notification', () => {
    const { text, blocks } = drawAnswer(long, [], { to: 'one', again: null })
    expect(seen(JSON.stringify(blocks))).toContain('8.5_MB')
    expect(seen(JSON.stringify(blocks))).toContain('shop-|1')
    expect(text).toBe('It takes 8.5 MB.')
    for (const file of partsOfAnswer(long).files) expect(seen(file.text)).toBe(file.text)
  })

  test('have plain spaces on a terminal', () => {
    expect(drawTable(columns, rows)[2]).toBe('shop-1  8.5 MB')
  })
})
