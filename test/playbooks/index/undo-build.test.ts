import { describe, expect, test } from 'vitest'
import type { DropAgain } from '#cluster/facts/index/undo'
import { isRefusal, refusal } from '#model/refusal'
import type { IndexStep } from '#playbooks/index/actions'
import { indexDrop } from '#playbooks/index/drop'
import { droppingAgain } from '#playbooks/index/undo-build'
import { awayNode } from '#test/support/commands/cluster'
import { type FoundMore, foundIndex, MB } from '#test/support/facts/index'
import { planned } from '#test/support/facts/planned'
import { step } from '#test/support/written'

const object = 'public.users_email_idx'
const usual = step('undo')
const drops: IndexStep = {
  ...usual,
  action: { ...usual.action, role: 'app', deadlineSeconds: 43_200 },
  effects: [{ change: 'drop', kind: 'index', object, bytes: 8 * MB, lock: null }],
}

const undone = (more: FoundMore = {}, asBuilt = true) =>
  droppingAgain(drops, { ...foundIndex(more), asBuilt })
const undoing = (more: FoundMore = {}) => {
  const made = undone(more)
  if (isRefusal(made)) throw new Error(`refused: ${made.because}`)
  return made
}

describe('the undo of index.create', () => {
  test('says exactly this', () => {
    expect(
      undoing({ use: [{ node: 'shop-1', scans: 3, lastScan: null, since: '2026-11-01T08:00Z' }] }),
    ).toEqual({
      estimates: [
        {
          label: 'Locks',
          value:
            'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
        },
        { label: 'Frees', value: '8.0 MB' },
        { label: 'Use on shop-1', value: '3 scans since 2026-11-01 08:00 UTC' },
        { label: 'Undo', value: 'Drop what Build a made' },
      ],
      notes: [
        'It is used, and no other index of public.users is the same: queries that use it will get slower.',
      ],
      after: [],
    })
  })

  test.each<[string, FoundMore]>([
    ['that became a constraint since', { index: { constraint: 'users_email_key' } }],
    ['that a foreign key relies on since', { index: { foreignKeys: ['o_fkey on orders'] } }],
    ['that became the replica identity since', { index: { replicaIdentity: true } }],
    ['that was attached to a partitioned one since', { index: { partition: true } }],
    ['that somebody works on', { index: { inProgress: 'dropped by pid 7' } }],
    ['beside work on another', { work: 'pid 7 (psql, active for 3 s)' }],
    ['without a login to act', { actor: null }],
    ['of an owner out of reach', { maySetRole: false }],
  ])('refuses in the words of index.drop an index %s', (_, more) => {
    const refused = indexDrop.refuse({ index: object }, foundIndex(more))
    expect(isRefusal(refused)).toBe(true)
    expect(undone(more)).toEqual(refused)
  })

  test.each<[string, FoundMore]>([
    ['that is unique', { index: { unique: true } }],
    ['by which a view is refreshed', { needs: { refreshes: true, parents: [], statistics: [] } }],
    [
      'that a foreign key needs',
      { needs: { refreshes: false, parents: ['a_fkey to b'], statistics: [] } },
    ],
    ['that got a comment since', { index: { extraStatements: ["COMMENT ON INDEX a IS 'b'"] } }],
    ['of a cluster with a node that is down', { unreachable: [awayNode('shop-2')] }],
    ['that is replayed', { replicated: true, waitsFor: ['pid 7 (psql)'] }],
  ])('notes as index.drop does of an index %s', (_, more) => {
    const { notes } = planned(indexDrop, { index: object }, foundIndex(more))
    expect(notes).not.toEqual([])
    expect(undoing(more).notes).toEqual(notes)
  })

  test('leaves another index alone that has the name by now', () => {
    expect(undone({}, false)).toEqual(
      refusal(
        'Another index has that name by now: CREATE INDEX users_email_idx ON public.users USING btree (email).',
        'Leave it, or ask for its own `index drop`.',
      ),
    )
  })

  test('refuses a table that has another owner by now', () => {
    expect(undone({ index: { owner: 'sales' } })).toEqual(
      refusal(
        'public.users belongs to sales by now, and the undo would act as app.',
        'Plan the opposite change: that is made for the present owner.',
      ),
    )
  })

  test.each<[DropAgain, string]>([
    [{ found: 'nothing', known: ['users_emial_idx'] }, 'public.users_email_idx is gone.'],
    [{ found: 'several', indexes: [] }, 'Several schemas have an index public.users_email_idx.'],
  ])('refuses %j', (facts, because) => {
    expect(droppingAgain(drops, facts)).toMatchObject({ because })
  })
})
