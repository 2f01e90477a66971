/** A plan as build a244118 stored it, read by this build. */
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '#engine/plan/fingerprint'
import { planOf } from '#engine/plan/formats'
import { shownSteps } from '#engine/show/step'
import { kindOf } from '#model/action'
import { actionsOf } from '#model/plan'

const action = {
  kind: 'sql',
  node: 'shop-1',
  database: 'shop',
  role: 'shop_app',
  statement: 'CREATE INDEX CONCURRENTLY users_lower_idx ON public.users USING btree (lower(email))',
  values: [],
  state: { text: 'select 1 as state', values: ['public', 'users_lower_idx', '16421'] },
  repair: 'DROP INDEX CONCURRENTLY public.users_lower_idx',
  tidy: null,
  again: false,
  locking: 'concurrent',
  deadlineSeconds: 43_200,
}

const stored = {
  format: 2,
  id: 'p-7k3m9qx',
  change: 'c-7k3m9qx',
  cluster: 'shop',
  environment: 'sample',
  database: 'shop',
  target: {
    systemIdentifier: '7412345678901234567',
    timeline: 1,
    nodes: [{ name: 'shop-1', endpoint: '127.0.0.1:5432' }],
  },
  playbook: 'index.create',
  version: 1,
  input: { table: 'users', columns: 'lower(email)' },
  risk: 'change',
  guard: null,
  measure: null,
  undoes: null,
  steps: [
    {
      title: 'Build users_lower_idx',
      action,
      effects: [],
      onFailure: 'undo',
      undo: {
        title: 'Drop public.users_lower_idx',
        action: { ...action, statement: 'DROP INDEX CONCURRENTLY public.users_lower_idx' },
        effects: [],
      },
    },
  ],
  claims: [{ on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' }],
}

describe('a plan of format 2', () => {
  const plan = planOf(stored)

  test('acts on the primary alone, with the login that the inventory names for owners', () => {
    expect(plan.format).toBe(3)
    expect(plan.target.nodes).toEqual([
      { name: 'shop-1', endpoint: '127.0.0.1:5432', role: 'primary' },
    ])
    for (const one of actionsOf(plan)) {
      expect(kindOf(one).place(one)).toEqual({ node: 'shop-1', database: 'shop', duty: 'ddl' })
      expect(kindOf(one).schema.safeParse(one).success).toBe(true)
    }
  })

  test('sends what was approved', () => {
    const [step] = shownSteps(plan.steps)
    expect([step?.action.text, step?.undo?.action.text]).toEqual([
      stored.steps[0]?.action.statement,
      stored.steps[0]?.undo.action.statement,
    ])
  })

  test('keeps the fingerprint of what is stored, which is not that of the plan as read', () => {
    const approved = fingerprintOf(stored as unknown as Parameters<typeof fingerprintOf>[0])
    // As a244118 computes it.
    expect(approved).toBe('23352a65be229b1938a6a038f7864ea1f328b84878de59e8fe3c8fb98700b815')
    expect(fingerprintOf(plan)).not.toBe(approved)
  })
})
