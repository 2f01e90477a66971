import { describe, expect, test } from 'vitest'
import { previewOf, schedulePreview } from '#commands/schedule/preview'
import { askedAgain, say } from '#test/support/commands/say'

const now = new Date('2026-03-27T12:00Z')
const shop = {
  name: 'shop',
  windows: [{ days: ['sun' as const], from: '02:00', to: '05:00', zone: 'Europe/Berlin' }],
}

describe('schedule preview', () => {
  test('gives the next five, in the zone and in UTC, and says what clocks do', () => {
    const told = previewOf({ at: 'daily at 02:30', zone: 'Europe/Berlin' }, null, now)
    expect(told).toMatchObject({
      title: 'At 02:30, by the clocks of Europe/Berlin.',
      table: {
        columns: ['Next (Europe/Berlin)', 'UTC', 'Remark'],
        rows: [
          ['Sat 28 Mar 02:30', 'Sat 28 Mar 01:30', ''],
          ['Sun 29 Mar 03:30', 'Sun 29 Mar 01:30', 'clocks skip 02:30 that day: moved forward'],
          ['Mon 30 Mar 02:30', 'Mon 30 Mar 00:30', ''],
          ['Tue 31 Mar 02:30', 'Tue 31 Mar 00:30', ''],
          ['Wed 1 Apr 02:30', 'Wed 1 Apr 00:30', ''],
        ],
      },
    })
  })

  test('says which are outside the maintenance windows', () => {
    const told = previewOf({ at: 'daily at 02:30', zone: 'UTC' }, shop, now)
    const rows = 'table' in told ? (told.table?.rows ?? []) : []
    expect(rows.map(([at, remark]) => `${at}: ${remark}`)).toEqual([
      'Sat 28 Mar 02:30: outside the windows of shop: a change waits until Sun 29 Mar 03:00 to 06:00 (Europe/Berlin; clocks skip 02:00 that day: moved forward)',
      'Sun 29 Mar 02:30: ',
      ...['Mon 30 Mar', 'Tue 31 Mar', 'Wed 1 Apr'].map(
        day =>
          `${day} 02:30: outside the windows of shop: a change waits until Sun 5 Apr 02:00 to 05:00 (Europe/Berlin)`,
      ),
    ])
  })

  test('refuses what names no times, and a cluster that is not there', async () => {
    expect(previewOf({ at: 'sometimes', zone: 'UTC' }, null, now)).toMatchObject({
      kind: 'refusal',
    })
    expect(
      await say(schedulePreview, 'schedule preview "daily at 02:30" cluster=gone', {
        engine: { clusters: ['shop'], config: { clusters: [] } as never },
      }),
    ).toMatchObject({ kind: 'refusal', because: 'There is no cluster gone.' })
  })

  test('asks again for a zone that nobody knows, and for one without a name', () => {
    const text = 'schedule preview "daily at 02:30" zone='
    expect(askedAgain(schedulePreview, `${text}Mars/Base`)).toEqual(['zone'])
    expect(askedAgain(schedulePreview, `${text}+02:00`)).toEqual(['zone'])
  })
})
