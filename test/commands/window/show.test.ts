import { describe, expect, test } from 'vitest'
import { windowOf, windowShow } from '#commands/window/show'
import { openingsBefore } from '#model/calendar/window'
import type { Change } from '#model/change'
import { changeOf, entry, run } from '#test/support/commands/change'
import { clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const night = {
  name: 'night',
  days: ['sat' as const, 'sun' as const],
  from: '01:00',
  to: '05:00',
  zone: 'UTC',
}
const shop = clusterOf({ windows: [night, { ...night, name: 'late', from: '22:00', to: '23:00' }] })
const now = new Date('2026-11-29T12:00Z')

const claims = [{ on: 'relation', key: 'k', label: 'k', mode: 'exclusive' }] as const
const at = (kind: 'intent' | 'held' | 'resumed' | 'ended', time: string) =>
  entry({ kind, at: `2026-11-${time}:00.000Z` })

const ran = (more: Parameters<typeof changeOf>[0]): Change =>
  changeOf({ state: null, outcome: 'succeeded', ...more, plan: { claims, ...more?.plan } })

const shown = (changes: readonly Change[], at = now) =>
  windowOf({ cluster: shop, windows: [night] }, at, {
    past: openingsBefore([night], at).slice(0, 2),
    changes,
  })

describe('window show', () => {
  test('gives the next openings, and that nothing waits or ran', () => {
    expect(shown([])).toMatchObject({
      title: 'Window night of shop opens next on Sat 5 Dec 01:00 (UTC).',
      lines: [
        'Sat 5 Dec 01:00 to 05:00 (UTC), “night”; at its end: hold',
        'Sun 6 Dec 01:00 to 05:00 (UTC), “night”; at its end: hold',
        'Nothing waits for it.',
      ],
      table: {
        columns: ['Window', 'Plan', 'What', 'How it went', 'Overrun'],
        rows: [
          ['Sun 29 Nov 01:00 to 05:00 (UTC)', '', 'nothing ran', '', ''],
          ['Sat 28 Nov 01:00 to 05:00 (UTC)', '', 'nothing ran', '', ''],
        ],
      },
    })
  })

  test('gives what ran, what was held, and by how much a run overran', () => {
    const held = ran({
      journal: [
        at('intent', '28T04:50'),
        entry({ kind: 'held', at: '2026-11-28T05:00:04.000Z' }),
        at('resumed', '29T01:00'),
        at('ended', '29T02:00'),
      ],
    })
    expect(shown([held]).table?.rows.map(row => row.slice(1))).toEqual([
      ['p-7k3m9qx', 'Build index users_id_idx', 'succeeded', 'none'],
      ['p-7k3m9qx', 'Build index users_id_idx', 'held, goes on later', '4.0 s'],
    ])
    const underWay = ran({ state: 'running', outcome: null, journal: [at('intent', '29T04:00')] })
    expect(shown([underWay]).table?.rows[0]?.slice(3)).toEqual(['under way', '7 h'])
  })

  test('says what waits, and leaves out what keeps no window', () => {
    const waits = ran({
      state: 'parked',
      outcome: null,
      run: { ...run, waitingFor: 'It waits for its maintenance window.' },
    })
    expect(shown([waits]).lines).toContain(
      'Waits: p-7k3m9qx, Build index users_id_idx. It waits for its maintenance window.',
    )
    const journal = [at('intent', '29T04:00'), at('ended', '29T06:00')]
    const glass = { person: 'T/U_ADAM', name: 'adam', reason: 'now', at: '', review: null }
    expect(shown([ran({ journal, breakGlass: glass })]).table?.rows[0]?.[2]).toBe('nothing ran')
    expect(shown([changeOf({ journal })]).table?.rows[0]?.[2]).toBe('nothing ran')
  })

  test('says that it is open, its last start, and a blackout that takes a part', () => {
    const strict = { ...night, lastStart: '04:00' }
    const sale = {
      from: '2026-12-06T02:00:00.000Z',
      to: '2026-12-07T00:00:00.000Z',
      reason: 'sale',
      zone: 'UTC',
    }
    const cluster = { ...shop, windows: [strict], blackouts: [sale] }
    expect(
      windowOf({ cluster, windows: [strict] }, new Date('2026-12-05T02:00Z'), {
        past: [],
        changes: [],
      }),
    ).toMatchObject({
      title: 'Window night of shop is open now, until Sat 5 Dec 05:00 (UTC).',
      lines: [
        'Sat 5 Dec 01:00 to 05:00 (UTC), “night”; nothing begins after Sat 5 Dec 04:00 (UTC); at its end: hold',
        'Sun 6 Dec 01:00 to 02:00 (UTC), “night”; nothing begins after Sun 6 Dec 02:00 (UTC); at its end: hold',
        'Sat 12 Dec 01:00 to 05:00 (UTC), “night”; nothing begins after Sat 12 Dec 04:00 (UTC); at its end: hold',
        'Blackout Sun 6 Dec 02:00 to Mon 7 Dec 00:00 (UTC): sale.',
        'Nothing waits for it.',
      ],
    })
  })

  const engine = (...clusters: readonly (typeof shop)[]) => ({
    clusters: clusters.map(({ name }) => name),
    config: { clusters } as never,
    now: () => Promise.resolve(now),
    changesRunSince: () => Promise.resolve([]),
  })

  test('asks the engine for the runs since the oldest opening that it shows', async () => {
    const asked: string[] = []
    const told = {
      ...engine(shop),
      changesRunSince: (cluster: string, since: Date) => {
        asked.push(`${cluster} ${since.toISOString()}`)
        return Promise.resolve([])
      },
    }
    expect(await say(windowShow, 'window show night', { engine: told })).toMatchObject({
      title: 'Window night of shop opens next on Sat 5 Dec 01:00 (UTC).',
    })
    expect(asked).toEqual(['shop 2026-11-22T01:00:00.000Z'])
  })

  test.each([
    ['window show none', 'No cluster has a maintenance window none.', 'See `window list`.'],
    ['window show none cluster=shop', 'shop has no maintenance window none.', 'See `window list`.'],
    ['window show cluster=gone', 'There is no cluster gone.', 'Name one of: shop, lab.'],
    ['window show night', 'night is on shop, lab.', 'Name one: `window show night cluster=shop`.'],
  ])('refuses “%s”', async (text, because, instead) => {
    const lab = { ...shop, name: 'lab' }
    expect(await say(windowShow, text, { engine: engine(shop, lab) })).toMatchObject({
      kind: 'refusal',
      because,
      instead,
    })
  })
})
