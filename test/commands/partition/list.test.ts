import { describe, expect, test } from 'vitest'
import { partitionList, setsOf } from '#commands/partition/list'
import { viewOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'
import { at, now, setHead } from '#test/support/facts/partition-set'

const shop = { database: 'shop' }
const later = Date.parse('2027-01-03T00:00:00Z')

describe('partition list', () => {
  test('says that there is no partitioned table', async () => {
    expect(await say(partitionList, 'partition list', { view: viewOf(() => []) })).toEqual({
      kind: 'answer',
      title: 'app has no partitioned table.',
    })
  })

  test('names key, step, count, size and runway, and what to review first', () => {
    const listed = setsOf(
      shop,
      [
        setHead({ newest: [{ lo: at('2027-06-01'), hi: at('2027-07-01') }] }),
        setHead({ quoted: 'public.clicks', defaultPart: 'public.clicks_default' }),
        setHead({ quoted: 'public.places', strategy: 'list', kind: null, step: null, newest: [] }),
        setHead({ quoted: 'public.events_2026', partOf: 'public.events', nested: 1 }),
      ],
      now,
    )
    expect(listed.title).toBe('4 partitioned tables, 8 partitions; 1 to review.')
    expect(listed.lines).toEqual([
      'public.clicks has partitions for 33 days more (1 whole period): the last ends at 2027-01-01, rows after that go into public.clicks_default. `partition rotate public.clicks` makes more.',
    ])
    expect(listed.table?.rows).toEqual([
      ['public.clicks', '33 days', '2, with a default', '16 kB', 'by range of day, monthly'],
      ['public.events', '214 days', '2', '16 kB', 'by range of day, monthly'],
      ['public.places', 'not known', '2', '16 kB', 'by list of day'],
      [
        'public.events_2026',
        'part of public.events',
        '2, 1 partitioned or foreign',
        '16 kB',
        'by range of day, monthly',
      ],
    ])
  })

  test('says that the last partition has ended, and where rows are', () => {
    expect(setsOf(shop, [setHead()], later).lines).toEqual([
      'The last partition of public.events ended at 2027-01-01, and rows since then are refused. `partition rotate public.events` makes more.',
    ])
  })

  test('says that a detachment was interrupted', () => {
    const set = setHead({ pending: ['public.events_2025_01'] })
    expect(setsOf(shop, [set], Date.parse('2026-08-01')).lines).toEqual([
      'The detachment of public.events_2025_01 from public.events was interrupted: queries of public.events do not see its rows any more. `partition rotate public.events` finishes it.',
    ])
  })
})
