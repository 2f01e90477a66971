import { describe, expect, test } from 'vitest'
import { paceEstimate } from '#engine/plan/pace-estimate'
import { type BatchesAction, keyRange, type PaceLimits } from '#model/actions/batches'

const key = [{ column: 'id', type: 'bigint' }]

const stepOf = (pace: PaceLimits) => {
  const action: BatchesAction = {
    kind: 'batches',
    node: 'shop-1',
    database: 'app',
    duty: 'ddl',
    role: null,
    table: 'public.events',
    key,
    statement: `DELETE FROM public.events WHERE ${keyRange(key)}`,
    state: null,
    after: null,
    until: null,
    pace,
    deadlineSeconds: 30,
  }
  return { title: 'Empty it', action, effects: [], onFailure: 'undo', undo: null } as const
}

const usual: PaceLimits = {
  rows: { least: 100, first: 2_000, most: 20_000 },
  pauseMs: { least: 0, first: 50, most: 5_000 },
}

describe('the pace of a plan', () => {
  test('says how large batches get, how long they rest, and what a person may choose', () => {
    expect(paceEstimate({ steps: [stepOf(usual), stepOf(usual)] })).toEqual([
      {
        label: 'Pace',
        value:
          'batches of up to 2,000 rows, fewer where a batch takes over 50 ms, each followed by a rest of at least 50 ms and 3 times as long as the batch took; `run pace` may choose 100 to 20,000 rows and 0 to 5,000 ms',
      },
    ])
  })

  test('offers no choice where none was approved', () => {
    const fixed = { least: 10, first: 10, most: 10 }
    expect(
      paceEstimate({
        steps: [stepOf({ rows: fixed, pauseMs: { least: 0, first: 0, most: 0 } })],
      }),
    ).toEqual([{ label: 'Pace', value: 'batches of 10 rows, without a rest between two' }])
  })

  test('is not told of a plan without batches', () => {
    expect(paceEstimate({ steps: [] })).toEqual([])
  })
})
