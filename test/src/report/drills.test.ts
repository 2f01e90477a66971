import { describe, expect, test } from 'vitest'
import type { DrillsFacts } from '#checks/drills'
import type { Cluster } from '#cluster/cluster'
import { noDrills } from '#model/drill/no-drills'
import { alarmingOnDrills } from '#report/drills'
import type { Report } from '#report/say-once'
import { clusterOf } from '#test/support/commands/cluster'
import { keptDrill } from '#test/support/facts/drill'

const backup = {
  folder: '/backup',
  archive: '/backup/wal',
  clones: { folder: '/clones', programs: '/pg/bin', quota: null },
}

const said = async (facts: Partial<DrillsFacts> | null, config: object = { backup }, looks = 1) => {
  const reports: (readonly [string, Report])[] = []
  let asked = 0
  const look = alarmingOnDrills({
    seen: async () => {
      asked += 1
      return facts && { cluster: 'shop', config: noDrills, drills: [], forecast: null, ...facts }
    },
    ownerOf: () => 'U_DANA',
    daily: async (key, say) => void reports.push([key, await say()]),
  })
  const cluster = { config: { ...clusterOf(), ...config } } as Cluster
  for (let at = 0; at < looks; at += 1) await look(cluster)
  return { reports, asked }
}

const weekly = { ...noDrills, everyMinutes: 7 * 1_440 }

describe('the report about restore drills', () => {
  test('names the owner where a drill was missed, and where the newest failed', async () => {
    const failed = keptDrill({ drill: 'drill-4', run: 'r-4', wrong: 'full-1 is damaged.' })
    const { reports } = await said({ config: weekly, drills: [failed] })
    expect(reports.map(([key]) => key)).toEqual(['drill shop failed r-4', 'drill shop missed'])
    expect(reports[0]?.[1].answer).toMatchObject({
      title: 'shop: a restore drill needs attention.',
      lines: ['drill-4 of shop failed: full-1 is damaged.'],
      owner: 'U_DANA',
      alarm: true,
    })
    expect(reports[1]?.[1].answer.lines).toEqual([
      'No restore drill of shop has succeeded yet, and the inventory wants one every 7 days.',
    ])
  })

  test('says nothing while drills are in order, nor where nothing can be restored', async () => {
    expect(
      (await said({ config: weekly, drills: [keptDrill({ at: new Date().toISOString() })] }))
        .reports,
    ).toEqual([])
    expect((await said(null)).reports).toEqual([])
    expect(await said({}, { backup: null })).toEqual({ reports: [], asked: 0 })
  })

  test('looks once in a while', async () => {
    expect((await said({}, { backup }, 3)).asked).toBe(1)
  })
})
