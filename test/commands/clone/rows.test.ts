import { describe, expect, test } from 'vitest'
import type { ClonedRows, RowColumn, ShownRows } from '#cluster/facts/clone/table-rows'
import { rowsSaid } from '#commands/clone/rows'
import { refusal } from '#model/refusal'

const column = (name: string, more: Partial<RowColumn> = {}): RowColumn => ({
  name,
  quoted: name,
  readable: true,
  keyAt: null,
  ...more,
})

const columns = ['id', 'paid', 'note', 'email', 'a', 'b', 'c'].map(name =>
  column(name, name === 'id' ? { keyAt: 0 } : {}),
)

const shape = {
  oid: '16400',
  quoted: 'public.orders',
  rows: 2,
  bytes: 8_192,
  columns: [],
  readable: true,
  times: [],
}

const rows = (shown: ShownRows | null, more: Partial<ClonedRows> = {}): ClonedRows => ({
  cluster: 'shop',
  clone: 'shop-clone-1',
  clones: ['shop-clone-1'],
  login: 'observer',
  tables: [shape],
  found: { shape, columns, callsCode: false, shown },
  ...more,
})

const asked = {
  table: 'orders',
  columns: undefined,
  allowed: { most: 10, hide: ['email'] },
}

describe('clone rows', () => {
  test('shows the last rows by the key, cut, with each hidden character in sight', () => {
    const shown = {
      columns: ['id', 'paid', 'note'],
      rows: [
        ['2', null, 'x'.repeat(49)],
        ['1', '1.50', 'a\u202eb\nc'],
      ],
      key: ['id'],
    }
    expect(rowsSaid(rows(shown), asked)).toMatchObject({
      title: 'public.orders in shop-clone-1: 2 rows, the last by id first.',
      lines: [
        'Not shown: a, b, c; name them with `columns=`.',
        'Hidden by the inventory: email.',
        'Values are cut after 48 characters.',
        'The record has that you saw rows of this table, and no value of them.',
      ],
      table: {
        columns: ['id', 'paid', 'note'],
        rows: [
          ['2', 'NULL', `${'x'.repeat(48)}…`],
          ['1', '1.50', 'aU+202EbU+000Ac'],
        ],
      },
    })
  })

  test('says that there are none, and no order where there is no key', () => {
    expect(rowsSaid(rows({ columns: ['id'], rows: [], key: [] }), asked)).toMatchObject({
      title: 'public.orders in shop-clone-1: no rows.',
    })
    expect(rowsSaid(rows({ columns: ['id'], rows: [['1']], key: [] }), asked)).toMatchObject({
      title: 'public.orders in shop-clone-1: 1 row, in no order.',
    })
  })

  const locked = { shape: { ...shape, bytes: null }, columns, callsCode: false, shown: null }
  const secret = {
    shape,
    columns: columns.map(one => ({ ...one, readable: false })),
    callsCode: false,
    shown: null,
  }

  test.each([
    [
      'a clone that is not there',
      rows(null, { clone: 'shop-clone-9', tables: null, found: null }),
      {},
      refusal('There is no clone shop-clone-9 of shop.', 'See which there are.', 'clone list'),
    ],
    [
      'a table that is not there',
      rows(null, { found: null }),
      { table: 'public.order' },
      refusal(
        'shop-clone-1 has no table public.order.',
        'Did you mean public.orders?',
        'clone inspect clone=shop-clone-1 cluster=shop',
      ),
    ],
    [
      'a column that is hidden',
      rows(null),
      { columns: ['id', 'Email'] },
      refusal('The inventory hides Email.', 'Leave that out of `columns=`.'),
    ],
    [
      'a column that is not there',
      rows(null),
      { columns: ['notes'] },
      refusal('public.orders in shop-clone-1 has no column notes.', 'Did you mean note?'),
    ],
    [
      'a table that replay keeps locked',
      rows(null, { found: locked }),
      {},
      refusal(
        'public.orders is locked in shop-clone-1 by the replay of a change that had not ended at that moment.',
        'Restore to an earlier moment.',
        'restore point-in-time cluster=shop',
      ),
    ],
    [
      'a table that the observing login may not read',
      rows(null, { found: secret }),
      {},
      refusal(
        'observer, the login that observes, may not read rows of public.orders in shop-clone-1.',
        'A clone has the rights of its moment: bring the table back with `clone export`, or let the owner run `GRANT SELECT ON public.orders TO …` on shop for clones of later moments.',
      ),
    ],
    [
      'a table that calls functions of the database',
      rows(null, { found: { shape, columns, callsCode: true, shown: null } }),
      {},
      refusal(
        'Reading public.orders would call functions of the database, or its row security: nothing is read of it for a question.',
        'Bring the table back with `clone export`.',
      ),
    ],
    [
      'a table that takes too long',
      rows(null),
      {},
      refusal(
        'Reading public.orders took too long, or the table is locked.',
        'Bring the table back with `clone export`.',
      ),
    ],
  ])('refuses %s', (_, found, more, wanted) => {
    expect(rowsSaid(found, { ...asked, ...more })).toEqual(wanted)
  })
})
