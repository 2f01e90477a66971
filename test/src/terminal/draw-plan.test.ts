import { describe, expect, test } from 'vitest'
import type { SqlAction } from '#model/actions/sql'
import type { Step } from '#model/plan'
import { drawPlan } from '#terminal/draw-plan'
import { changeOf, step } from '#test/support/commands/change'

const people = { operators: [], approvers: ['U_ADAM'], team: null, aliases: {} }
const linesOf = (steps: readonly Step<SqlAction>[]): readonly string[] =>
  drawPlan(changeOf({ plan: { steps } }), people, text => text).flatMap(line => line.split('\n'))

const sql = (statement: string): SqlAction => ({ ...step.action, statement })

describe('a plan on a terminal', () => {
  test('keeps a statement of several lines under its step', () => {
    const action = sql('UPDATE a\nSET b = 1')
    const undo = { title: 'Undo', action: sql('UPDATE a\nSET b = 0'), effects: [] }
    expect(linesOf([{ ...step, action, undo }])).toEqual(
      expect.arrayContaining([
        '1. Build users_id_idx, on shop-1 in app as shop',
        '     UPDATE a',
        '     SET b = 1;',
        '   Undo (also when it fails):',
        '     UPDATE a',
        '     SET b = 0;',
      ]),
    )
  })

  test('keeps a short undo in its line', () => {
    const undo = { title: 'Undo', action: sql('DROP INDEX a_idx'), effects: [] }
    expect(linesOf([{ ...step, undo }])).toContain(
      '   Undo (also when it fails): DROP INDEX a_idx;',
    )
  })
})
