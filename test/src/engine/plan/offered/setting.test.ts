import { describe, expect, test } from 'vitest'
import { judgeSetting } from '#engine/plan/offered/setting'

const offered = {
  kind: 'setting',
  setting: 'work_mem',
  value: '16MB',
  command: 'config set work_mem=16MB cluster=shop',
} as const

const advised = (value: string) => ({ setting: 'work_mem', value })

describe('an offer of a setting that is taken up later', () => {
  test('goes on while the same change is proposed', () => {
    expect(judgeSetting(offered, 'shop', [advised('16MB')])).toEqual([])
  })

  test('is refused once nothing is proposed, and can be planned all the same', () => {
    expect(judgeSetting(offered, 'shop', [])).toEqual({
      kind: 'refusal',
      because: 'Howdah no longer proposes to change work_mem on shop, so nothing was planned.',
      instead: 'See what is proposed now with `config advise`. The button plans it all the same.',
      command: 'config set work_mem=16MB cluster=shop',
    })
  })

  test('tells the approver where another value is proposed now', () => {
    expect(judgeSetting(offered, 'shop', [advised('32MB')])).toEqual([
      { label: 'Since the report', value: 'Howdah now proposes work_mem=32MB' },
    ])
  })
})
