import { expect, test } from 'vitest'
import type { Change } from '#model/change'
import { sqlOf } from '#slack/draw/plan/sql-of'

const sql = (...said: readonly (readonly [node: string, text: string])[]): string =>
  sqlOf({
    steps: said.map(([node, text]) => ({
      title: text,
      alike: [],
      action: { text, values: [], place: { node, database: 'app', role: null } },
      undo: null,
    })),
  } as unknown as Pick<Change, 'steps'>)

test('the statements of a plan say on which node each runs where the plan acts on several', () => {
  expect(sql(['shop-2', 'set a'], ['shop-2', 'reload a'], ['shop-1', 'set b'])).toBe(
    '-- on shop-2\nset a;\nreload a;\n-- on shop-1\nset b;',
  )
})

test('the statements of a plan name no node where the plan acts on one', () => {
  expect(sql(['shop-1', 'set a'], ['shop-1', 'set b'])).toBe('set a;\nset b;')
})
