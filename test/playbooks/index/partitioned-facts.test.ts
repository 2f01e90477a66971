import { describe, expect, test } from 'vitest'
import type { Partitions } from '#cluster/facts/index/partitions'
import { isRefusal } from '#model/refusal'
import { indexCreate } from '#playbooks/index/create'
import type { IndexInput } from '#playbooks/index/create-input'
import { createPlanOf, usualBuild } from '#test/support/facts/create-plan'
import { indexFacts, requestedIndex, triedIndex } from '#test/support/facts/index'
import { hadIndex, partitionOf, partitionsOf } from '#test/support/facts/partitions'
import { sqlSteps, valueOf } from '#test/support/facts/planned'

const refusalOn = (partitions: Partitions, wished: Partial<IndexInput> = {}, more = {}) => {
  const facts = requestedIndex({ table: { kind: 'partitioned table' }, partitions, ...more })
  const refused = indexCreate.refuse(
    { ...usualBuild, ...wished },
    { found: 'one', ...facts, tried: triedIndex({ partitions }) },
  )
  return isRefusal(refused) ? `${refused.because} ${refused.instead}` : undefined
}

describe('an invalid index of a partitioned table', () => {
  test('is completed: nothing that is there is built, attached or taken back', () => {
    const whole = indexFacts({
      partitioned: true,
      valid: false,
      lackedBy: ['public.b', 'public.c'],
    })
    const partitions = partitionsOf([
      partitionOf('a', { same: hadIndex('a'), attached: true }),
      partitionOf('b', { same: hadIndex('b') }),
      partitionOf('c'),
    ])
    const plan = createPlanOf(
      {},
      {
        table: { kind: 'partitioned table' },
        partitions,
        same: whole,
        name: 'users_email_idx1',
        quotedName: 'users_email_idx1',
      },
      triedIndex({ partitions }),
    )
    const steps = sqlSteps(plan)
    expect(steps.map(({ action }) => action.statement)).toEqual([
      'CREATE INDEX CONCURRENTLY c_email_idx ON public.c USING btree (email)',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.c_email_idx',
      'ALTER INDEX public.users_email_idx ATTACH PARTITION public.b_had',
    ])
    expect(steps.map(({ undo, action }) => [undo, action.repair])).toEqual([
      [null, 'DROP INDEX CONCURRENTLY public.c_email_idx'],
      [null, null],
      [null, null],
    ])
    expect(plan.headline).toBe('Complete index users_email_idx on public.users (email)')
    expect(valueOf(plan, 'Partitions')).toBe(
      '1 index to build on 3 partitions; 2 partitions have one already',
    )
    expect(valueOf(plan, 'Undo')).toBe('none: what is there and what this adds stays')
    expect(valueOf(plan, 'Locks')).not.toContain('while the index of the whole is made')
    expect(plan.notes[0]).toBe(
      'public.users_email_idx is there and invalid: public.b, public.c lack their parts. It becomes valid with the last part; valid parts are not built again.',
    )
  })

  test('refuses to complete one under another name, and one that parts do not make valid', () => {
    const partitions = partitionsOf([partitionOf('a')])
    const same = indexFacts({ partitioned: true, valid: false, lackedBy: ['public.a'] })
    expect(refusalOn(partitions, { name: 'other' }, { same })).toBe(
      'public.users_email_idx is the same index, and invalid: public.a lacks its part. Ask without `name=`: then it is completed.',
    )
    expect(refusalOn(partitions, {}, { same: { ...same, lackedBy: [] } })).toBe(
      'public.users_email_idx is the same index, and invalid, because a part was invalid when it was attached: PostgreSQL does not look again. Drop it, then ask again.',
    )
  })
})
