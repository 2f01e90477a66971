import { describe, expect, test } from 'vitest'
import { type DrillsFacts, drillTrouble, forecastWords, streakWords } from '#checks/drills'
import { noDrills } from '#model/drill/no-drills'
import { keptDrill } from '#test/support/facts/drill'

const now = Date.parse('2026-12-02T02:08:30.000Z')
const facts = (more: Partial<DrillsFacts> = {}): DrillsFacts => ({
  cluster: 'shop',
  config: { ...noDrills, everyMinutes: 7 * 1_440 },
  drills: [keptDrill()],
  forecast: null,
  ...more,
})
const slow = {
  notice: 900,
  unpack: 7_200,
  start: 2,
  replay: 600,
  check: 60,
  whole: 8_762,
  drills: 3,
}

describe('restore drills of a cluster', () => {
  test.each<readonly [string, Partial<DrillsFacts>, readonly string[]]>([
    ['are in order after a good one', {}, []],
    [
      'are missed where none ever succeeded',
      { drills: [] },
      ['No restore drill of shop has succeeded yet, and the inventory wants one every 7 days.'],
    ],
    [
      'are missed where the last good one is too old, and say that the newest failed',
      {
        drills: [
          keptDrill({ drill: 'drill-2', wrong: '“orders” is not > 0.' }),
          keptDrill({ at: '2026-11-20T02:08:30.000Z' }),
        ],
      },
      [
        'drill-2 of shop failed: “orders” is not > 0.',
        'The last restore drill of shop that succeeded is 12 days old, and the inventory wants one every 7 days.',
      ],
    ],
    ['are not missed where none is wanted', { config: noDrills, drills: [] }, []],
    [
      'warn of a restore that takes more than an hour',
      { forecast: slow },
      [
        'A restore of shop would take about 2 h (15 min to notice and approve, 2 h to unpack, 10 min to start and replay, 60 s to check), by 3 drills: more than 60 min.',
      ],
    ],
  ])('%s', (_, more, wanted) => {
    expect(drillTrouble(facts(more), now).map(({ words }) => words)).toEqual(wanted)
  })

  test('forecast in words names each part', () => {
    expect(forecastWords(slow)).toMatch(/^about 2 h \(15 min to notice and approve/)
  })

  test('are counted in the report of the day in which one ran', () => {
    const day = new Date('2026-11-30T00:00:00Z')
    expect(streakWords({ cluster: 'shop', drills: [keptDrill()] }, day)).toHaveLength(1)
    expect(streakWords({ cluster: 'shop', drills: [keptDrill()] }, new Date(now))).toEqual([])
    expect(streakWords({ cluster: 'shop', drills: [] })).toEqual([])
  })
})
