import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { missingColumns } from '#playbooks/index/asked/missing-columns'
import { tableColumns } from '#test/support/facts/index'

const table = { quoted: 'public.users', columns: tableColumns('id', 'email', 'active', 'paid') }

describe('columns that a table lacks', () => {
  test('are told all at once, each list below its own field', () => {
    expect(
      missingColumns(table, { columns: ['emial', 'actve', 'id'], include: ['payd', 'emial'] }),
    ).toEqual([
      {
        ...refusal(
          'public.users has no column emial or actve.',
          'Did you mean `email` and `active`?',
        ),
        field: 'columns',
      },
      {
        ...refusal('public.users has no column payd.', 'Did you mean `paid`?'),
        field: 'include',
      },
    ])
  })

  test('lead to the columns that are there where one is like none of them', () => {
    expect(missingColumns(table, { columns: ['emial', 'zzzzzz'], include: [] })).toMatchObject([
      { instead: 'It has id, email, active, paid.' },
    ])
  })
})
