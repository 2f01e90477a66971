import { describe, expect, test } from 'vitest'
import type { Proposal } from '#checks/config/judged'
import type { Cluster } from '#cluster/cluster'
import type { Closing } from '#report/closing-reports'
import type { Report } from '#report/say-once'
import { advisingOnSettings, settingAdvice } from '#report/setting-advice'
import { clusterOf } from '#test/support/commands/cluster'

const proposal = (setting: string): Proposal => ({
  setting,
  value: '16MB',
  now: '4MB',
  evidence: 'shop-1 wrote 40 temporary files. Report writes 4 MB with each call.',
  expected: 'Sorts fit into memory.',
  since: null,
})

const cluster = { config: clusterOf() } as Cluster

const said = async (proposals: readonly Proposal[], looks = 1) => {
  const reports: (readonly [string, Report])[] = []
  const over: Parameters<Closing['look']>[] = []
  let asked = 0
  const look = advisingOnSettings({
    advise: async () => {
      asked += 1
      return proposals
    },
    ownerOf: () => 'U_DANA',
    daily: async (key, say) => void reports.push([key, await say()]),
    closing: { look: async (kind, anew) => void over.push([kind, anew]) },
  })
  for (let at = 0; at < looks; at += 1) await look(cluster)
  return { reports, asked, over }
}

describe('the report about settings', () => {
  test('is over once the setting is no longer proposed, and not before', async () => {
    const { over } = await said([proposal('work_mem')])
    const at = new Date('2026-11-30T10:12:00Z')
    expect(over.map(([kind]) => kind)).toEqual(['setting shop '])
    const [[, anew] = []] = over
    const when = { day: '2026-11-30', at, since: at }
    expect(anew?.({ subject: 'work_mem', ...when })).toBeNull()
    expect(anew?.({ subject: 'random_page_cost', ...when })).toMatchObject({
      title: 'shop: Howdah no longer proposes to change random_page_cost.',
      lines: ['Reported 2026-11-30 10:12 UTC.'],
    })
  })

  test('says the worst one, with evidence and the words of the plan', () => {
    expect(settingAdvice('shop', 'U_DANA', proposal('work_mem'))).toEqual({
      kind: 'answer',
      title: 'shop: a setting to change.',
      lines: [
        '`work_mem` 4MB → 16MB. shop-1 wrote 40 temporary files. Report writes 4 MB with each call. Expected: Sorts fit into memory.',
      ],
      owner: 'U_DANA',
      offers: [
        {
          label: 'Plan work_mem',
          command:
            'config set work_mem=16MB cluster=shop reason="shop-1 wrote 40 temporary files" offered:work_mem=16MB',
        },
        { label: 'Show Advice', command: 'config advise cluster=shop' },
      ],
    })
  })

  test('comes one setting at a time, under a key of its own', async () => {
    const { reports } = await said([proposal('work_mem'), proposal('jit')])
    expect(reports.map(([key]) => key)).toEqual(['setting shop work_mem'])
  })

  test('is silent where nothing is to be changed', async () => {
    expect((await said([])).reports).toEqual([])
  })

  test('does not read every setting with every look', async () => {
    expect((await said([proposal('work_mem')], 3)).asked).toBe(1)
  })
})
