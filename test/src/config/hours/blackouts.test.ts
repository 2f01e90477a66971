import { describe, expect, test } from 'vitest'
import { blackoutsOf } from '#config/hours/blackouts'
import { blackoutSchema } from '#config/hours/schema'

const read = (more: object) => {
  const problems: string[] = []
  const written = blackoutSchema.parse({
    from: '2026-12-24 00:00',
    to: '2026-12-27 00:00',
    zone: 'Europe/Berlin',
    reason: 'sale',
    ...more,
  })
  return { found: blackoutsOf([written], problem => problems.push(problem)), problems }
}

describe('the blackouts of an inventory', () => {
  test('are local times of a zone, or instants', () => {
    expect(read({}).found).toEqual([
      {
        from: '2026-12-23T23:00:00.000Z',
        to: '2026-12-26T23:00:00.000Z',
        zone: 'Europe/Berlin',
        reason: 'sale',
      },
    ])
    const instants = { from: '2026-12-24T00:00Z', to: '2026-12-27T00:00+01:00' }
    expect(read(instants).found).toMatchObject([
      { from: '2026-12-24T00:00:00.000Z', to: '2026-12-26T23:00:00.000Z' },
    ])
  })

  test('move forward where clocks skip the time', () => {
    expect(read({ from: '2026-03-29 02:30', to: '2026-03-29 05:00' }).found).toMatchObject([
      { from: '2026-03-29T01:30:00.000Z', to: '2026-03-29T03:00:00.000Z' },
    ])
  })

  test.each([
    [{ to: '2026-12-24 00:00' }, 'blackout 1 (sale): it ends before it begins, or is empty'],
    [{ from: '2026-12-28 00:00' }, 'blackout 1 (sale): it ends before it begins, or is empty'],
    [
      { from: '2026-02-30 00:00' },
      'blackout 1 (sale): 2026-02-30 00:00 is no time of the calendar',
    ],
  ])('are refused when written as %j', (more, problem) => {
    expect(read(more)).toEqual({ found: [], problems: [problem] })
  })

  test('are refused without a zone where one is needed', () => {
    const problems: string[] = []
    const written = blackoutSchema.parse({
      from: '2026-12-24 00:00',
      to: '2026-12-27T00:00Z',
      reason: 'sale',
    })
    expect(blackoutsOf([written], problem => problems.push(problem))).toEqual([])
    expect(problems).toEqual([
      'blackout 1 (sale): its times have no offset, so it needs a `zone`; or write instants: 2026-12-24T00:00Z',
    ])
  })
})
