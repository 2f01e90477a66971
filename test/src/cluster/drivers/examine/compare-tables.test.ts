import { describe, expect, test } from 'vitest'
import { comparison } from '#cluster/drivers/examine/compare-tables'

const tables = { database: 'app', both: 7, exact: 5, estimated: 2, absent: 0 }

describe('the tables of a drill', () => {
  test.each([
    [
      tables,
      'passed',
      '7 tables of app compared with the live server, 5 by counting and 2 by estimates of the planner.',
    ],
    [
      { ...tables, both: 9, absent: 1 },
      'passed',
      '7 tables of app compared with the live server, 5 by counting and 2 by estimates of the planner. 2 more are in the clone, with neither a count nor an estimate: how many rows came back there is not known. 1 table is not in the clone, as if made since.',
    ],
    [
      { ...tables, both: 1, exact: 0, estimated: 0 },
      'not done',
      '0 tables of app compared with the live server, 0 by counting and 0 by estimates of the planner. 1 more is in the clone, with neither a count nor an estimate: how many rows came back there is not known.',
    ],
    [
      { ...tables, both: 0, exact: 0, estimated: 0 },
      'passed',
      '0 tables of app compared with the live server, 0 by counting and 0 by estimates of the planner.',
    ],
  ] as const)('%#: are told by how each was compared', (about, outcome, words) => {
    expect(comparison(about)).toEqual({ outcome, words })
  })
})
