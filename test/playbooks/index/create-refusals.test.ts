import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import type { CreateFacts } from '#playbooks/index/create-refusals'
import {
  indexFacts,
  MB,
  type RequestedMore,
  requestedIndex,
  tableColumns,
  triedIndex,
  untriedIndex,
} from '#test/support/facts/index'
import {
  besideWork,
  observedOnly,
  ownerLeads,
  ownerOutOfReach,
  ownerSuperuser,
} from '#test/support/facts/index-reasons'
import { amongOthers, type Reason, readyFor } from '#test/support/facts/planned'

const usual: IndexInput = { table: 'users', columns: 'email', method: 'btree', unique: false }

interface CreateMore extends RequestedMore {
  readonly tried?: Extract<CreateFacts, { readonly found: 'one' }>['tried']
}

const found = ({ tried = triedIndex(), ...more }: CreateMore = {}): CreateFacts => ({
  found: 'one',
  ...requestedIndex(more),
  tried,
})
const refuse = (more: CreateMore) => indexCreate.refuse(usual, found(more))

const both = (more: CreateMore, less: CreateMore): CreateMore => ({
  ...less,
  ...more,
  table: { ...less.table, ...more.table },
})

/** Worst first. */
const reasons: readonly Reason<CreateMore>[] = [
  observedOnly,
  [
    'of a temporary table',
    { table: { persistence: 'temporary' } },
    refusal('public.users is temporary.', 'Only the session that made it can index it.'),
  ],
  ownerLeads,
  ownerSuperuser,
  ownerOutOfReach,
  [
    'in a schema where the owner may not create',
    { createGrant: 'GRANT CREATE ON SCHEMA public TO app' },
    refusal(
      'app may not create anything in schema public.',
      'Let the owner of the schema run: `GRANT CREATE ON SCHEMA public TO app`.',
    ),
  ],
  [
    'of a column that is not there',
    { parts: { columns: ['id', 'emial'] } },
    refusal('public.users has no column emial.', 'Did you mean `email`?'),
  ],
  [
    'that is there already',
    { same: indexFacts({ quoted: 'public.same' }) },
    refusal('public.same is the same index already.', 'There is nothing to build.'),
  ],
  [
    'that somebody builds',
    { same: indexFacts({ quoted: 'public.same', valid: false, inProgress: 'built by pid 4711' }) },
    refusal(
      'public.same, the same index, is being built by pid 4711.',
      'Wait until that has ended, then ask again.',
      'index list',
    ),
  ],
  besideWork,
  [
    'that a failed build left invalid',
    { same: indexFacts({ quoted: 'public.same', valid: false }) },
    refusal(
      'public.same is the same index, left invalid by a build that failed.',
      'Drop it, then ask again.',
      'index drop public.same',
    ),
  ],
  [
    'of a table that went meanwhile',
    { tried: null },
    refusal('public.users is gone.', 'Look again, and name the table that is there now.'),
  ],
  [
    'that PostgreSQL does not take',
    {
      tried: {
        kind: 'objection',
        code: '22023',
        message: 'value 5 out of bounds for option "fillfactor"',
        hint: null,
        raised: false,
      },
    },
    refusal(
      'PostgreSQL says: value 5 out of bounds for option "fillfactor".',
      'Fix that and try again.',
    ),
  ],
  [
    'whose name is taken',
    { name: 'users_email_idx', nameTaken: true },
    refusal('The name users_email_idx is already taken in schema public.', 'Give another `name=`.'),
  ],
  [
    'whose name ends like a copy',
    { name: 'users_email_ccold1' },
    refusal(
      'users_email_ccold1 ends like the copies that a rebuild leaves behind when it fails.',
      'Give another `name=`.',
    ),
  ],
  [
    'where the disk may fill up',
    { tried: triedIndex({ freeBytes: MB }) },
    refusal('The build may need about 38 MB, and shop-1 has 1.0 MB free.', 'Free some disk first.'),
  ],
]

describe('index.create', () => {
  test('refuses a table that is not there, with the nearest one', () => {
    const nothing = (...known: readonly string[]) =>
      indexCreate.refuse({ ...usual, table: 'usres' }, { found: 'nothing', known, instead: null })
    expect(nothing('orders', 'users')).toMatchObject(
      refusal('There is no table usres.', 'Did you mean `users`?'),
    )
    expect(nothing('orders')).toMatchObject(
      refusal('There is no table usres.', 'Check its schema and spelling, and `database=`.'),
    )
  })

  test('refuses a name that several schemas have', () => {
    const tables = ['public.users', 'sales.users', 'hr.users'].map(
      quoted => requestedIndex({ table: { quoted } }).table,
    )
    expect(indexCreate.refuse(usual, { found: 'several', tables })).toMatchObject(
      refusal(
        'Several schemas have a table users.',
        'Say which: `public.users` or `sales.users` or `hr.users`.',
      ),
    )
  })

  test.each([
    [
      'columns',
      'Write it as in CREATE INDEX between the parentheses, e.g. `lower(email), created_at desc`.',
    ],
    ['where', 'Write it as in CREATE INDEX.'],
  ] as const)('refuses %s= that cannot be read', (key, instead) => {
    const read = { ok: false, key, because: 'it is empty' } as const
    const { table } = requestedIndex()
    expect(
      indexCreate.refuse({ ...usual, columns: '' }, { found: 'nonsense', read, table }),
    ).toMatchObject(refusal(`\`${key}\` cannot be used: it is empty.`, instead))
  })

  test.each([
    ['happened_at::date', 'Put an expression in parentheses: `columns=(happened_at::date)`.'],
    [`data->>'k'`, "Put an expression in parentheses: `columns=(data->>'k')`."],
    [
      'id, happened_at::date',
      'Write it as in CREATE INDEX between the parentheses, e.g. `lower(email), created_at desc`.',
    ],
    [
      'id ==',
      'Write it as in CREATE INDEX between the parentheses, e.g. `lower(email), created_at desc`.',
    ],
  ])('refuses columns=%s with what to write', (columns, instead) => {
    const read = { ok: false, key: 'columns', because: 'syntax error' } as const
    const { table } = requestedIndex()
    expect(
      indexCreate.refuse({ ...usual, columns }, { found: 'nonsense', read, table }),
    ).toMatchObject(refusal('`columns` cannot be used: syntax error.', instead))
  })

  test('shows the quotes of a column that has the name of a word of SQL', () => {
    const because = 'syntax error at or near "GROUP"'
    const read = { ok: false, key: 'columns', because } as const
    const { table } = requestedIndex({ table: { columns: tableColumns('id', 'group') } })
    expect(indexCreate.refuse(usual, { found: 'nonsense', read, table })).toMatchObject(
      refusal(
        `\`columns\` cannot be used: ${because}.`,
        'The column’s name is a word of SQL: write `"group"`, in quotes.',
      ),
    )
  })

  test.each(reasons)('refuses an index %s', (_, more, refused) => {
    expect(refuse(more)).toMatchObject(refused)
  })

  test.each(amongOthers(reasons, both))(
    'names first, of several reasons, an index %s',
    (_, more, refused) => {
      expect(refuse(more)).toMatchObject(refused)
    },
  )

  test.each<[string, CreateMore, string, string]>([
    [
      'with the columns that are there',
      { parts: { columns: ['zzzzzzzz'] } },
      'public.users has no column zzzzzzzz.',
      'It has id, email, active.',
    ],
    [
      'that is only carried along',
      { parts: { include: ['actve'] } },
      'public.users has no column actve.',
      'Did you mean `active`?',
    ],
    [
      'with the quotes that its capitals need',
      {
        parts: { columns: ['customerid'] },
        table: { columns: tableColumns('id', 'customerId', 'customer') },
      },
      'public.users has no column customerid.',
      'Did you mean `"customerId"`, in quotes?',
    ],
  ])('refuses a column that is not there, %s', (_, more, because, instead) => {
    expect(refuse(more)).toMatchObject(refusal(because, instead))
  })

  test('refuses nothing else, and plans from what it found', () => {
    const untried = found({ tried: untriedIndex(), name: 'a_ccnews' })
    for (const facts of [found(), untried])
      expect(readyFor(indexCreate, usual, facts)).toEqual(facts)
  })
})
