import { describe, expect, test } from 'vitest'
import type { Opening } from '#model/calendar/window'
import type { Coming } from '#model/home/home'
import { drawComing } from '#slack/draw/home/coming'
import { aSchedule, aSlot } from '#test/support/commands/schedules'

const nothing: Coming = { hours: [], schedules: [], further: { active: 0, paused: 0 } }

const night: Opening = {
  name: 'night',
  from: new Date('2026-03-28T01:00Z'),
  to: new Date('2026-03-28T05:00Z'),
  lastStart: null,
  atEnd: 'hold',
  zone: 'UTC',
  note: null,
}

const at = (time: string): string => `{date_short_pretty} {time}|${time} UTC>`

/** The words of each block, without the seconds of its times. */
const drawn = (coming: Partial<Coming>): readonly string[] =>
  drawComing({ ...nothing, ...coming }, { command: '/pg' }).flatMap(block => {
    const [, words = ''] = /"text":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(block)) ?? []
    return (JSON.parse(`"${words}"`) as string).replaceAll(/<!date\^\d+\^/g, '')
  })

describe('the Home', () => {
  test('draws nothing of windows and schedules where there are none', () => {
    expect(drawn({})).toEqual([])
  })

  test('says which window is open, which opens next, and what a blackout is for', () => {
    const dark = {
      from: '2026-03-27T00:00:00Z',
      to: '2026-03-29T00:00:00Z',
      reason: 'sale',
      zone: 'UTC',
    }
    const closed = { kind: 'closed', blackout: null, at: night.from, atEnd: 'hold' } as const
    expect(
      drawn({
        hours: [
          {
            cluster: 'shop',
            now: { kind: 'open', opening: night, until: night.to, lastStart: null },
          },
          { cluster: 'bank', now: { ...closed, next: night } },
          { cluster: 'mail', now: { ...closed, next: null, blackout: dark } },
          { cluster: 'old', now: { ...closed, next: null, at: null } },
          { cluster: 'free', now: { kind: 'open', opening: null, until: null, lastStart: null } },
        ],
      }),
    ).toEqual([
      'Maintenance windows',
      [
        `:large_green_circle: *shop*: window “night” is open until ${at('2026-03-28 05:00')}`,
        `*bank*: window “night” opens ${at('2026-03-28 01:00')}, until ${at('2026-03-28 05:00')}`,
        `*mail*: blackout (sale); changes may begin again ${at('2026-03-28 01:00')}`,
        '*old*: no window opens within a year',
        ':large_green_circle: *free*: no blackout',
        '`/pg window list` shows more',
      ].join('\n'),
    ])
  })

  test('says which schedules run next and what came of the last time, with a mark on trouble', () => {
    const next = new Date('2026-03-28T02:30Z')
    expect(
      drawn({
        schedules: [
          { schedule: aSchedule(), next, last: null },
          {
            schedule: aSchedule({ id: 'hourly' }),
            next,
            last: aSlot({ kind: 'failed', because: 'shop is away.' }),
          },
          {
            schedule: aSchedule({ id: 'weekly' }),
            next,
            last: aSlot({ kind: 'answered', answer: { title: 'All well.' } }),
          },
        ],
        further: { active: 2, paused: 1 },
      }),
    ).toEqual([
      'Next schedules',
      `*nightly* ${at('2026-03-28 02:30')}: \`query slow cluster=shop\``,
      [
        `:warning: *hourly* ${at('2026-03-28 02:30')}: \`query slow cluster=shop\``,
        `Last, ${at('2026-03-27 02:30')}: failed: shop is away.`,
      ].join('\n'),
      [
        `*weekly* ${at('2026-03-28 02:30')}: \`query slow cluster=shop\``,
        `Last, ${at('2026-03-27 02:30')}: answered: All well.`,
      ].join('\n'),
      '2 more, 1 paused: `/pg schedule list` shows all.',
    ])
  })
})
