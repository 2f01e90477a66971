import { describe, expect, test } from 'vitest'
import type { ClonedShapes, TableShape } from '#cluster/facts/clone/table-shapes'
import { shapesSaid } from '#commands/clone/inspect'
import { refusal } from '#model/refusal'

const shape = (quoted: string, more: Partial<TableShape> = {}): TableShape => ({
  oid: '16400',
  quoted,
  rows: 1_000,
  bytes: 8 * 1_024 ** 2,
  columns: ['id integer', 'paid numeric'],
  readable: true,
  times: ['created_at'],
  ...more,
})

const shapes = (more: Partial<ClonedShapes> = {}): ClonedShapes => ({
  cluster: 'shop',
  clone: 'shop-clone-1',
  clones: ['shop-clone-1'],
  there: [shape('public.orders'), shape('public.users')],
  here: [shape('public.later'), shape('public.users', { columns: ['id bigint', 'paid numeric'] })],
  counted: null,
  ...more,
})

describe('clone inspect', () => {
  test('puts first what is gone, then what differs', () => {
    expect(shapesSaid(shapes(), undefined)).toMatchObject({
      title: 'shop-clone-1 has 2 tables, shop has 2 tables.',
      lines: [
        '1 table not on shop any more: public.orders.',
        '1 table not in shop-clone-1 yet: public.later.',
        '1 table with other columns: public.users.',
        'Rows are as the planner counts, as of the last ANALYZE; `table=` counts the rows of one.',
      ],
      table: {
        rows: [
          ['public.orders', 'about 1,000', 'no table', '8.0 MB, –', '–'],
          ['public.users', 'about 1,000', 'about 1,000', '8.0 MB, 8.0 MB', 'differ'],
          ['public.later', 'no table', 'about 1,000', '–, 8.0 MB', '–'],
        ],
      },
      offers: [
        {
          label: 'Count the First',
          command: 'clone inspect clone=shop-clone-1 table=public.orders cluster=shop',
        },
      ],
    })
  })

  test('counts one table on both sides, with the newest times and the columns that differ', () => {
    const counted = {
      there: {
        rows: 1_000,
        newest: { created_at: '2026-11-30T02:04:58.123Z' },
        callsCode: false,
      },
      here: { rows: 0, newest: { created_at: null }, callsCode: false },
    }
    expect(shapesSaid(shapes({ counted }), 'users')).toMatchObject({
      title: 'public.users: 1,000 rows in shop-clone-1, 0 rows on shop.',
      lines: ['Only shop-clone-1 has id integer.', 'Only shop has id bigint.'],
      table: {
        columns: ['Figure', 'shop-clone-1', 'shop'],
        rows: [
          ['Rows', '1,000 rows', '0 rows'],
          ['Newest created_at', '2026-11-30 02:04 UTC', 'none'],
          ['Size', '8.0 MB', '8.0 MB'],
          ['Columns', '2', '2'],
        ],
      },
    })
  })

  test('says why figures are no counts', () => {
    const none = { rows: null, newest: {}, callsCode: false }
    const secret = [shape('public.users', { readable: false })]
    expect(
      shapesSaid(
        shapes({ there: secret, here: secret, counted: { there: none, here: none } }),
        'users',
      ),
    ).toMatchObject({
      title: 'public.users: about 1,000 rows in shop-clone-1, about 1,000 rows on shop.',
      lines: [
        'Both have the same columns.',
        'The login that observes may not read the rows, so they are not counted.',
      ],
    })
    expect(
      shapesSaid(
        shapes({
          there: [shape('public.orders', { bytes: null, rows: null })],
          counted: { there: none, here: null },
        }),
        'public.orders',
      ),
    ).toMatchObject({
      title: 'public.orders: locked by replay in shop-clone-1, no table on shop.',
      lines: ['Counting took too long, or the table is locked.'],
    })
  })

  test('says that nothing is counted that would call code of the database', () => {
    const strange = { rows: null, newest: {}, callsCode: true }
    const said = shapesSaid(shapes({ counted: { there: strange, here: strange } }), 'users')
    expect(said).toMatchObject({
      title: 'public.users: about 1,000 rows in shop-clone-1, about 1,000 rows on shop.',
    })
    expect(JSON.stringify(said)).toContain(
      'Its rows are not counted: it has row security, or an index, constraint or statistic that calls a function of the database, and no such code runs for a question.',
    )
  })

  test.each([
    [
      'a clone that is not there',
      shapes({ clone: 'shop-clone-9', there: null }),
      undefined,
      refusal('There is no clone shop-clone-9 of shop.', 'See which there are.', 'clone list'),
    ],
    [
      'a clone that does not answer',
      shapes({ there: null }),
      undefined,
      refusal(
        'shop-clone-1 does not answer.',
        'See whether its server runs.',
        'clone show clone=shop-clone-1 cluster=shop',
      ),
    ],
    [
      'a table that nobody has',
      shapes(),
      'public.orderz',
      refusal(
        'Neither shop-clone-1 nor shop has a table public.orderz.',
        'Did you mean public.orders?',
        'clone inspect clone=shop-clone-1 cluster=shop',
      ),
    ],
  ])('refuses %s', (_, found, table, wanted) => {
    expect(shapesSaid(found, table)).toEqual(wanted)
  })
})
