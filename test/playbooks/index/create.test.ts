import { describe, expect, test } from 'vitest'
import type { Statement } from '#cluster/facts/query/statements'
import { isRefusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import type { CreateFacts } from '#playbooks/index/create-refusals'
import { sizeOf } from '#playbooks/index/create-size'
import { roomFor } from '#playbooks/shared/sort-room'
import {
  GB,
  indexFacts,
  limitFacts,
  MB,
  type RequestedMore,
  requestedIndex,
  triedIndex,
  walFacts,
} from '#test/support/facts/index'
import { askedBy, readyFor } from '#test/support/facts/planned'

const usual: IndexInput = { table: 'users', columns: 'email', method: 'btree', unique: false }
const found = (more: RequestedMore = {}, tried = triedIndex()) =>
  ({ found: 'one', ...requestedIndex(more), tried }) satisfies CreateFacts

describe('index.create', () => {
  test('says what it is', () => {
    expect(indexCreate).toMatchObject({
      name: 'index.create',
      version: 1,
      summary: 'Build an index while reads and writes continue',
      example: 'table=users columns=lower(email) where=active',
      first: 'table',
      risk: 'change',
    })
  })

  test('asks for all that CREATE INDEX takes', () => {
    expect(askedBy(indexCreate)).toEqual([
      ['table', 'Which table, e.g. users or sales.orders', 'table', 'name'],
      [
        'columns',
        'What to index, as between the parentheses: lower(email), created_at desc',
        null,
        'sql',
      ],
      ['where', 'Only rows for which this holds: active', null, 'sql'],
      ['method', 'Kind of index; btree when left out', null, 'text'],
      ['unique', 'yes refuses duplicates from now on', null, 'text'],
      ['include', 'Columns to carry along without being keys', null, 'sql'],
      ['with', 'Storage parameters: fillfactor=70', null, 'sql'],
      ['name', 'PostgreSQL chooses one when left out', null, 'text'],
    ])
    expect(indexCreate.input.parse({ table: 'users', columns: 'email' })).toEqual(usual)
  })

  test('asks for a shorter name, in bytes', () => {
    const read = (name: string) => indexCreate.input.safeParse({ ...usual, name })
    expect(read(`${'ü'.repeat(31)}x`).success).toBe(true)
    expect(read('ü'.repeat(32)).error?.issues).toMatchObject([
      { message: 'At most 63 bytes: PostgreSQL cuts the rest off.' },
    ])
  })

  test('refuses a disk that may fill up, and only that', () => {
    const tried = triedIndex({ tablespace: 'fast', wal: null })
    const facts = found({ limits: limitFacts({ sortBytes: MB }) }, tried)
    const room = roomFor(sizeOf('btree', tried, facts.table) ?? 0, facts.limits)
    const withFree = (freeBytes: number | null) =>
      indexCreate.refuse(usual, { ...facts, tried: { ...tried, freeBytes } })
    expect(withFree(room - 1)).toEqual({
      kind: 'refusal',
      because: 'The build may need about 76 MB, and shop-1 (tablespace fast) has 76 MB free.',
      instead: 'Free some disk first.',
    })
    expect(isRefusal(withFree(room))).toBe(false)
    expect(isRefusal(withFree(null))).toBe(false)
  })

  test('counts the WAL that stays beside the index, and says how much is written', () => {
    const withFree = (freeBytes: number, method: IndexInput['method'] = 'btree') =>
      indexCreate.refuse(
        { ...usual, method },
        found({}, triedIndex({ freeBytes, wal: walFacts({ disk: { freeBytes, shared: true } }) })),
      )
    expect(withFree(80_000_000 - 1)).toMatchObject({
      because: 'The build may need about 76 MB, 38 MB of it for WAL, and shop-1 has 76 MB free.',
      instead: 'Free some disk first.',
    })
    expect(isRefusal(withFree(80_000_000))).toBe(false)
    expect(withFree(MB, 'hash')).toMatchObject({
      because: 'The build may need about 69 MB, 43 MB of it for WAL, and shop-1 has 1.0 MB free.',
    })
  })

  test.each([
    [null, 'Free some disk first.'],
    ['the archive, which fails', 'Fix the archive, which fails, or free some disk first.'],
  ])('refuses a disk of pg_wal that may fill up, kept by %s', (keptBy, instead) => {
    const wal = walFacts({ keptBy, disk: { freeBytes: MB, shared: false } })
    expect(indexCreate.refuse(usual, found({}, triedIndex({ wal })))).toMatchObject({
      kind: 'refusal',
      because:
        'The build may need about 38 MB for WAL, and where pg_wal lies on shop-1 1.0 MB are free. A full pg_wal stops the server.',
      instead,
    })
  })

  const valid = indexFacts({ name: 'users_email_idx', bytes: 2 * GB })
  const invalid = indexFacts({ name: 'users_mail_idx', valid: false })
  const gone: CreateFacts = { found: 'nothing', known: [], instead: null }

  test.each<[string, CreateFacts, string | undefined, string | undefined, string | null]>([
    ['a table that is gone', gone, undefined, 'The table is gone.', null],
    ['an index that is not there', found(), undefined, 'The index is not there.', null],
    [
      'one that is invalid',
      found({ same: invalid }),
      undefined,
      'The index is there but invalid.',
      null,
    ],
    [
      'one that is there',
      found({ indexes: [invalid, valid], same: valid }),
      undefined,
      undefined,
      'public.users_email_idx is valid and takes 2.0 GB.',
    ],
    [
      'the one of the name that was asked for, before another that is the same',
      found({ indexes: [invalid, valid], same: valid }),
      'users_mail_idx',
      'The index is there but invalid.',
      null,
    ],
    [
      'the same one where the name that was asked for is not there',
      found({ indexes: [valid], same: valid }),
      'users_mail_idx',
      undefined,
      'public.users_email_idx is valid and takes 2.0 GB.',
    ],
  ])('afterwards tells of %s', (_, facts, name, problem, told) => {
    const wished = { ...usual, name }
    expect(indexCreate.verify(wished, facts)).toBe(problem)
    expect(indexCreate.found?.(wished, facts, [])).toBe(told)
  })

  const statement = (queryid: number): Statement => ({
    queryid: String(queryid),
    text: 'select from users where email = $1',
    calls: 7,
    totalMs: 70,
    meanMs: 10,
    rows: 7,
    blocks: 7,
  })
  const measure = (more: RequestedMore) =>
    indexCreate.measure?.(usual, readyFor(indexCreate, usual, found(more)))

  test('measures the statements that the index could serve, by their tag or by its columns', () => {
    const served = { serves: [statement(42), statement(43)] }
    const measured = { kind: 'statements', queryids: ['42', '43'], calls: 40 }
    expect(measure(served)).toEqual({ ...measured, label: 'Queries on users by email' })
    expect(measure({ ...served, tag: 'User search' })).toEqual({
      ...measured,
      label: 'User search',
    })
  })

  test('measures the heaviest 20 statements, and nothing where there are none', () => {
    const serves = Array.from({ length: 21 }, (_, index) => statement(index))
    expect(measure({ serves })?.queryids).toEqual(serves.slice(0, 20).map(one => one.queryid))
    expect(measure({})).toBeNull()
  })
})
