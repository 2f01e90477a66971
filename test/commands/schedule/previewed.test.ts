import { describe, expect, test } from 'vitest'
import { previewed } from '#commands/schedule/previewed'
import { scheduleSave } from '#commands/schedule/save'
import { readWords } from '#engine/ask/grammar'
import { splitOffered } from '#model/offer/offered'
import type { ScheduleWish } from '#model/schedule/wish'

const now = new Date('2026-03-27T12:00Z')
const shop: Parameters<typeof previewed>[2] & object = {
  name: 'shop',
  windows: [{ days: ['sun'], from: '02:00', to: '05:00', zone: 'Europe/Berlin' }],
  blackouts: [],
}
const nightly: ScheduleWish = {
  command: 'query slow cluster=shop',
  calendar: 'daily at 02:30',
  zone: 'Europe/Berlin',
  overlap: 'skip',
  catchUp: 300,
  jitter: 0,
}
const preview = (
  wish: Partial<ScheduleWish>,
  cluster: Parameters<typeof previewed>[2] = null,
  plans = false,
  hindered: string | null = null,
) =>
  previewed(
    'nightly',
    {
      kind: 'draft',
      wish: { ...nightly, ...wish },
      cluster: 'shop',
      plans,
      suggestedName: 'nightly',
      hindered,
    },
    cluster,
    now,
  )

describe('the preview of a schedule', () => {
  test('gives the next five, in the zone and in UTC, and says what clocks do', () => {
    expect(preview({})).toMatchObject({
      title:
        '`query slow cluster=shop`: at 02:30, in the time zone Europe/Berlin. This is a preview: Save Schedule saves it.',
      table: {
        columns: ['Next (Europe/Berlin)', 'UTC', 'Remark'],
        rows: [
          ['Sat 28 Mar 02:30', '01:30', ''],
          ['Sun 29 Mar 03:30', '01:30', 'clocks skip 02:30 that day: moved forward'],
          ['Mon 30 Mar 02:30', '00:30', ''],
          ['Tue 31 Mar 02:30', '00:30', ''],
          ['Wed 1 Apr 02:30', '00:30', ''],
        ],
      },
    })
  })

  test('leaves out the column of remarks where there is none', () => {
    expect(preview({ zone: 'UTC' }).table?.columns).toEqual(['Next (UTC)'])
  })

  test('says which are outside the maintenance windows', () => {
    const rows = preview({ zone: 'UTC' }, shop).table?.rows ?? []
    expect(rows.map(([at, remark]) => `${at}: ${remark}`)).toEqual([
      'Sat 28 Mar 02:30: outside the windows of shop: a change waits until Sun 29 Mar 03:00 to 06:00 (Europe/Berlin; clocks skip 02:00 that day: moved forward)',
      'Sun 29 Mar 02:30: ',
      ...['Mon 30 Mar', 'Tue 31 Mar', 'Wed 1 Apr'].map(
        day =>
          `${day} 02:30: outside the windows of shop: a change waits until Sun 5 Apr 02:00 to 05:00 (Europe/Berlin)`,
      ),
    ])
  })

  test('says which are in a blackout', () => {
    const blackouts = [
      {
        from: '2026-03-28T00:00:00.000Z',
        to: '2026-03-29T00:00:00.000Z',
        zone: 'UTC',
        reason: 'spring sale',
      },
    ]
    const [[, remark] = []] =
      preview({ zone: 'UTC' }, { ...shop, windows: [], blackouts }).table?.rows ?? []
    expect(remark).toBe(
      'in a blackout of shop (spring sale, until Sun 29 Mar 00:00 (UTC)): no change begins',
    )
  })

  test('says what a jitter does', () => {
    const [[at, , remark] = []] = preview({ jitter: 600 }).table?.rows ?? []
    expect(at).toBe('Sat 28 Mar 02:37')
    expect(remark).toBe('439 s later by its jitter')
  })

  test('says what hinders the plan now, before it is saved all the same', () => {
    const hindered = 'Now it would be refused: There is no table evnts. Did you mean `events`?'
    const shown = preview({ command: 'partition rotate evnts' }, null, true, hindered)
    expect(shown.title).toContain('This is a preview: Save Anyway saves it.')
    expect(shown.lines).toContain(hindered)
    expect(shown.offers).toMatchObject([{ label: 'Save Anyway' }])
  })

  test('keeps both kinds of quotes of a command', () => {
    const command = `index create users columns=id where=a = 'x y' reason="see at=3"`
    const [offer] = preview({ command }).offers ?? []
    const { command: saving } = splitOffered(offer?.command ?? '')
    expect(readWords(saving, [scheduleSave])).toMatchObject({
      values: { name: 'nightly', command, at: 'daily at 02:30', zone: 'Europe/Berlin' },
    })
  })

  test('offers to save exactly this, without what is usual', () => {
    expect(preview({ overlap: 'buffer-one' }).offers).toEqual([
      {
        label: 'Save Schedule',
        command:
          'schedule save nightly command="query slow cluster=shop" at="daily at 02:30" zone=Europe/Berlin overlap=buffer-one offered:preview:nightly/2026-03-27T12:00:00.000Z',
      },
    ])
  })

  test('says that a plan is not run where nobody is there to approve it, and what to do', () => {
    expect(preview({}, null, true).lines).toEqual([
      'Each time it only makes a plan: somebody has to be there to approve it, or the plan expires and nothing is done. For nights, have it approved beforehand: save it, make its first plan with `schedule run-now nightly`, and give that plan to `approval ask`.',
    ])
  })
})
