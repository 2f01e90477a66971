/** A plan of format 3 as build b096b07 stored it, before steps gave outputs and duties had logins of their own. */
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '#engine/plan/fingerprint'
import { planOf } from '#engine/plan/formats'
import { outputsIn, unheardIn } from '#engine/run/journal/outputs'
import { shownSteps } from '#engine/show/step'
import { kindOf } from '#model/action'
import { actionsOf, type Plan } from '#model/plan'
import { journalOf } from '#test/support/written'

const place = { node: 'shop-1', database: 'shop' }
const seen = (values: readonly unknown[]) => ({ text: 'select 1 as state', values })

const actions = [
  {
    kind: 'sql',
    ...place,
    duty: 'ddl',
    role: 'shop_app',
    statement:
      'CREATE INDEX CONCURRENTLY users_lower_idx ON public.users USING btree (lower(email))',
    values: [],
    state: seen(['public', 'users_lower_idx', '16421']),
    repair: 'DROP INDEX CONCURRENTLY public.users_lower_idx',
    tidy: null,
    again: false,
    locking: 'concurrent',
    deadlineSeconds: 43_200,
  },
  {
    kind: 'setting',
    ...place,
    duty: 'maintain',
    settings: [{ name: 'work_mem', value: '64MB' }],
    deadlineSeconds: 60,
  },
  { kind: 'wait', ...place, duty: 'ddl', until: seen([1]), everySeconds: 1, deadlineSeconds: 60 },
  {
    kind: 'transaction',
    ...place,
    duty: 'ddl',
    role: null,
    locks: [{ table: 'public.users', mode: 'SHARE' }],
    statements: ['select 1'],
    state: seen([]),
    deadlineSeconds: 60,
  },
]

const stepOf = (title: string, action: unknown) => ({
  title,
  action,
  effects: [],
  onFailure: 'undo',
  undo: { title: `Undo ${title}`, action, effects: [] },
})

const stored = {
  format: 3,
  id: 'p-7k3m9qx',
  change: 'c-7k3m9qx',
  cluster: 'shop',
  environment: 'sample',
  database: 'shop',
  target: {
    systemIdentifier: '7412345678901234567',
    timeline: 1,
    nodes: [{ name: 'shop-1', endpoint: '127.0.0.1:5432', role: 'primary' }],
  },
  playbook: 'index.create',
  version: 1,
  input: { table: 'users', columns: 'lower(email)' },
  risk: 'change',
  guard: null,
  measure: null,
  undoes: null,
  steps: ['Build', 'Set', 'Wait', 'Do'].map((title, at) => stepOf(title, actions[at])),
  claims: [{ on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' }],
}

describe('a plan of format 3 from before outputs', () => {
  const plan: Plan = planOf(stored)

  test('has the fingerprint that was approved', () => {
    // As b096b07 computes it.
    expect(fingerprintOf(plan)).toBe(
      'b5fea8388996561d49d090b75b828e98e15d668d78a91059fc33d9727cd36315',
    )
  })

  test('has actions that this build performs, with the login of the same duty', () => {
    for (const action of actionsOf(plan)) {
      expect(kindOf(action).schema.safeParse(action).success).toBe(true)
      expect(kindOf(action).outputs(action)).toEqual({})
    }
    expect(plan.steps.map(({ action }) => kindOf(action).place(action).duty)).toEqual([
      'ddl',
      'maintain',
      'ddl',
      'ddl',
    ])
  })

  test('is shown with the values that stand in it', () => {
    expect(shownSteps(plan.steps).map(({ action }) => action.values)).toEqual([[], [], [1], []])
  })

  test('goes on from a journal that has no outputs', () => {
    const journal = journalOf([
      ['looked', null],
      ['intent', 0],
      ['done', 0, { seconds: 1, warnings: [] }],
    ])
    expect(outputsIn(journal).size).toBe(0)
    for (const { action } of plan.steps) expect(unheardIn(action, journal)).toBeUndefined()
  })
})
