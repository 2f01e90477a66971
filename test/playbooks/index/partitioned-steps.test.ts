import { describe, expect, test } from 'vitest'
import type { Partition, Partitions } from '#cluster/facts/index/partitions'
import { isRefusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import { indexDrop } from '#playbooks/index/drop'
import { createPlanOf, usualBuild } from '#test/support/facts/create-plan'
import {
  foundIndex,
  indexFacts,
  limitFacts,
  MB,
  requestedIndex,
  triedIndex,
} from '#test/support/facts/index'
import { hadIndex, partitionOf, partitionsOf } from '#test/support/facts/partitions'
import { planned, sqlSteps, valueOf } from '#test/support/facts/planned'

const planOn = (partitions: Partitions, wished: Partial<IndexInput> = {}) =>
  createPlanOf(
    wished,
    { table: { kind: 'partitioned table' }, partitions },
    triedIndex({ partitions }),
  )

const refusalOn = (partitions: Partitions, wished: Partial<IndexInput> = {}, more = {}) => {
  const facts = requestedIndex({ table: { kind: 'partitioned table' }, partitions, ...more })
  const refused = indexCreate.refuse(
    { ...usualBuild, ...wished },
    { found: 'one', ...facts, tried: triedIndex({ partitions }) },
  )
  return isRefusal(refused) ? `${refused.because} ${refused.instead}` : undefined
}

const statementsOf = (partitions: Partitions) =>
  sqlSteps(planOn(partitions)).map(({ action }) => action.statement)

const levels: readonly Partition[] = [
  partitionOf('old'),
  partitionOf('young', { kind: 'partitioned table', bytes: 0, rows: 0 }),
  partitionOf('young_odd', { parentOid: 'young' }),
]

describe('index.create on a partitioned table', () => {
  test('makes each whole, builds each leaf, and attaches from the bottom up', () => {
    expect(statementsOf(partitionsOf(levels))).toEqual([
      'CREATE INDEX users_email_idx ON ONLY public.users USING btree (email)',
      'CREATE INDEX young_email_idx ON ONLY public.young USING btree (email)',
      'CREATE INDEX CONCURRENTLY old_email_idx ON public.old USING btree (email)',
      'CREATE INDEX CONCURRENTLY young_odd_email_idx ON public.young_odd USING btree (email)',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.old_email_idx',
      'ALTER INDEX public.young_email_idx ATTACH PARTITION public.young_odd_email_idx',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.young_email_idx',
    ])
  })

  test('makes the whole of a table without partitions, and nothing else', () => {
    expect(statementsOf(partitionsOf([]))).toEqual([
      'CREATE INDEX users_email_idx ON ONLY public.users USING btree (email)',
    ])
  })

  test('attaches an index that is there, last of its level, and says that it cannot be separated', () => {
    const partitions = partitionsOf([partitionOf('a', { same: hadIndex('a') }), partitionOf('b')])
    expect(statementsOf(partitions)).toEqual([
      'CREATE INDEX users_email_idx ON ONLY public.users USING btree (email)',
      'CREATE INDEX CONCURRENTLY b_email_idx ON public.b USING btree (email)',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.b_email_idx',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.a_had',
    ])
    const plan = planOn(partitions)
    expect(valueOf(plan, 'Partitions')).toBe(
      '1 index to build on 2 partitions; 1 partition has one already',
    )
    expect(valueOf(plan, 'Undo')).toBe(
      'drop users_email_idx with its parts, which stops reads and writes on public.users for a moment; what was there before is built again: public.a_had',
    )
    expect(plan.notes).toContain(
      'public.a_had: already there and the same, so attached, not built. PostgreSQL cannot separate a part again: if the run fails or is stopped after that, it drops the whole and builds this one again.',
    )
  })

  test('undoes a build by its own drop, an attachment by the drop of what it is attached to', () => {
    const steps = sqlSteps(planOn(partitionsOf(levels)))
    expect(steps.map(({ undo }) => undo?.action.statement)).toEqual([
      'DROP INDEX public.users_email_idx',
      'DROP INDEX public.young_email_idx',
      'DROP INDEX CONCURRENTLY public.old_email_idx',
      'DROP INDEX CONCURRENTLY public.young_odd_email_idx',
      'DROP INDEX public.users_email_idx',
      'DROP INDEX public.young_email_idx',
      'DROP INDEX public.users_email_idx',
    ])
  })

  test('waits for no lock while others queue behind it, except where a build has to', () => {
    const steps = sqlSteps(planOn(partitionsOf([partitionOf('a')])))
    expect(steps.map(({ action }) => action.locking)).toEqual(['patient', 'concurrent', 'patient'])
  })

  test('acts on each partition as the owner of that one, and claims each', () => {
    const plan = planOn(partitionsOf([partitionOf('a', { owner: 'old_app' })], { owners: [] }))
    expect(sqlSteps(plan).map(({ action }) => action.role)).toEqual(['app', 'old_app', 'app'])
    expect(plan.claims.map(({ label }) => label)).toEqual(['public.users', 'public.a'])
  })

  test('collects statistics of an expression once, for the whole', () => {
    const partitions = partitionsOf([partitionOf('a'), partitionOf('b')])
    const plan = createPlanOf(
      { columns: 'lower(email)' },
      {
        table: { kind: 'partitioned table' },
        partitions,
        parts: {
          elements: [
            {
              column: null,
              expression: { FuncCall: {} },
              opclass: null,
              parameters: '',
              order: '',
              collation: null,
            },
          ],
        },
      },
      triedIndex({ partitions }),
    )
    const steps = sqlSteps(plan)
    expect(steps.at(-1)?.action.statement).toBe('ANALYZE public.users')
    expect(steps.filter(({ title }) => title.startsWith('Collect'))).toHaveLength(1)
  })

  describe('refuses', () => {
    const keyed = (columns: readonly string[], hasExpression = false, table = 'public.users') =>
      partitionsOf([partitionOf('a')], { keys: [{ table, columns, hasExpression }] })

    test.each([
      [
        'a unique index without the partition key',
        keyed(['id']),
        'public.users is partitioned by id, and a unique index has to contain that: id is missing. Add it to `columns=`: rows then count as equal only where id is equal, too.',
      ],
      [
        'a unique index without half of the key of a partition',
        keyed(['email', 'active'], false, 'public.a'),
        'public.a, a partition of public.users, is partitioned by email and active, and a unique index has to contain that: active is missing. Add it to `columns=`: rows then count as equal only where email and active are equal, too.',
      ],
      [
        'a unique index where an expression is the key',
        keyed([], true),
        'public.users is partitioned by an expression, and PostgreSQL makes no unique index on such a table. Leave `unique=yes` out, or build a unique index on each partition: it compares the rows of that partition alone.',
      ],
      [
        'a unique index over a foreign partition',
        partitionsOf([partitionOf('far', { kind: 'foreign table' })]),
        'public.users has foreign partitions (public.far), and PostgreSQL makes no unique index on such a table. Prevent duplicates where the rows are, with a unique index on each server.',
      ],
      [
        'a partition of another owner',
        partitionsOf([], {
          owners: [
            {
              owner: 'old_app',
              quoted: 'public.a',
              maySetRole: false,
              ownerGrant: 'GRANT old_app TO howdah',
              ownerSuperuser: null,
            },
          ],
        }),
        'howdah may not act as old_app, who owns public.a. Ask an administrator to run: `GRANT old_app TO howdah`.',
      ],
    ])('%s', (_, partitions, words) => {
      expect(refusalOn(partitions, { unique: true })).toBe(words)
    })

    test('any index over a foreign partition, which would leave the whole invalid', () => {
      const far = partitionOf('far', { kind: 'foreign table' })
      expect(refusalOn(partitionsOf([far, partitionOf('near')]))).toBe(
        'public.users has foreign partitions (public.far), which have no indexes: an index that is put together from its partitions stays invalid there. Build it on each other partition by its name: that serves the same queries. A plain CREATE INDEX on public.users then takes these indexes over instead of building them, and is valid; writes wait for it.',
      )
    })

    test('any index where all partitions are foreign, and leads to the servers', () => {
      const all = ['far', 'farther'].map(name => partitionOf(name, { kind: 'foreign table' }))
      const level = partitionOf('level', { kind: 'partitioned table' })
      expect(refusalOn(partitionsOf([level, ...all]))).toBe(
        'public.users has foreign partitions (public.far, public.farther) and no others, and foreign tables have no indexes. Build it where the rows are, on each server.',
      )
    })

    test('nothing for the sort of all partitions, which never runs at once', () => {
      const parts = Array.from({ length: 20 }, (_, at) =>
        partitionOf(`p${at}`, { rows: 1_000_000 }),
      )
      const limits = limitFacts({ sortBytes: MB, temporaryBytes: 64 * MB })
      expect(refusalOn(partitionsOf(parts), {}, { limits })).toBeUndefined()
    })
  })

  test('names in the end the partitions that lack a part', () => {
    const index = indexFacts({
      partitioned: true,
      valid: false,
      lackedBy: ['public.a', 'public.b', 'public.c', 'public.d'],
    })
    expect(
      indexCreate.verify(usualBuild, {
        found: 'one',
        ...requestedIndex({ indexes: [index], name: index.name, same: index }),
        tried: null,
      }),
    ).toBe(
      'The index is there but invalid: public.a, public.b, public.c and 1 more lack their parts.',
    )
  })
})

describe('index.drop of an invalid index of a partitioned table', () => {
  const plan = planned(
    indexDrop,
    { index: 'users_email_idx' },
    foundIndex({ index: { partitioned: true, valid: false, bytes: MB } }),
  )

  test('drops the whole under a lock that it says, and has no way back', () => {
    expect(
      sqlSteps(plan).map(({ action, undo }) => [action.statement, action.locking, undo]),
    ).toEqual([['DROP INDEX public.users_email_idx', 'patient', null]])
    expect(valueOf(plan, 'Locks')).toBe(
      'reads and writes on public.users stop for a moment: for its locks the drop waits 100 ms and tries again, for 12 h at most',
    )
    expect(plan.notes).toContain(
      'Its parts are dropped with it: queries that use them will get slower.',
    )
  })
})
