import { describe, expect, test } from 'vitest'
import type { Change } from '#model/change'
import { chartsOf } from '#slack/draw/plan/charts'

const before = { meanMs: 75, calls: 299 }
const changeOf = (more: object): Change =>
  ({ state: null, measured: null, guard: null, ...more }) as unknown as Change

describe('a message of a plan', () => {
  test.each([
    ['has no chart while the run goes on', { state: 'running' }, []],
    ['has none while the effect is being measured', { measured: { before, after: null } }, []],
    ['has the effect once it is measured', { measured: { before, after: before } }, ['effect']],
    [
      'has no effect without figures from before',
      { measured: { before: null, after: before } },
      [],
    ],
    [
      'has what the guard of a kept change read',
      { guard: { state: 'kept', figures: [{}] } },
      ['guard'],
    ],
    ['has nothing of a guard without figures', { guard: { state: 'kept', figures: [] } }, []],
    ['has nothing of an open guard', { guard: { state: 'open', figures: [{}] } }, []],
  ])('%s', (_, more, charts) => {
    expect(chartsOf(changeOf(more))).toEqual(charts)
  })
})
