import { describe, expect, test } from 'vitest'
import { guardEstimate } from '#engine/plan/guard-estimate'
import { guardFor } from '#playbooks/config/guards'
import { sizeGuard } from '#playbooks/pool/guards'

const traffic = { queryids: ['1', '2'], replicas: false }
const guardOn = (name: string, more = traffic) => guardFor([name], more)?.guard ?? null

describe('the guard of a plan', () => {
  test('says for how long, what is undone for, and who is asked', () => {
    expect(guardEstimate(guardOn('work_mem'))).toEqual([
      {
        label: 'Guard',
        value:
          'for 10 min: undone automatically if (1) the mean time of the 2 heaviest statements comes to both over 1.5 times the value before and over 0.5 ms, or (2) temporary files come to both over 2 times the value before and over 4.0 MB/s; the value before is measured right before the first step; a person is asked where that cannot be measured, or where the whole machine got slower',
      },
    ])
  })

  test('names a share in percent, and a bound without a factor alone', () => {
    expect(guardEstimate(guardOn('max_connections'))[0]?.value).toContain(
      'the share of connections in use comes to over 90 %',
    )
  })

  test('names the pool whose clients may wait', () => {
    expect(guardEstimate(sizeGuard({ pooler: 'front', name: 'app' }))[0]?.value).toContain(
      'clients that wait for a server of front/app come to both over 2 times the value before and over 1, or',
    )
  })

  test('is not told where there is none', () => {
    expect(guardEstimate(null)).toEqual([])
  })
})
