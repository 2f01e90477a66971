import { describe, expect, test } from 'vitest'
import { endsSoon } from '#model/standing/ends-soon'
import { endsSoonAnswer } from '#report/draw/ends-soon'
import { approvalOf } from '#test/support/commands/approvals'

const ends = new Date('2027-05-01T22:00:00Z')
const before = (days: number) => new Date(ends.getTime() - days * 86_400_000)
const inForce = approvalOf({ state: 'in force' })

describe('the reminder of a standing approval', () => {
  test.each([
    [8, 'in force', false],
    [7, 'in force', true],
    [0.1, 'in force', true],
    [3, 'waiting', false],
    [3, 'withdrawn', false],
    [3, 'ended', false],
  ] as const)('%s days before the end of one that is %s: %s', (days, state, due) => {
    expect(endsSoon({ ...inForce, state }, before(days))).toBe(due)
  })

  test('says when it ends, what it allowed, and how to go on', () => {
    const { title, lines, offers } = endsSoonAnswer({ ...inForce, uses: 12 })
    expect([title, ...(lines ?? [])]).toEqual([
      'Standing approval sa-7k3m9qx ends on Sat 1 May 2027: from then on schedule nightly asks each time.',
      'It allows: rebuild index public.users_email_idx once a day, nothing else. It has approved 12 plans.',
      'To go on, look at what it did, note that with `approval review sa-7k3m9qx`, and ask for a new one with `approval ask p-7k3m9qx`.',
    ])
    expect(offers?.map(({ command }) => command)).toEqual([
      'approval show sa-7k3m9qx',
      'approval review sa-7k3m9qx',
      'approval ask p-7k3m9qx schedule=nightly',
    ])
  })
})
