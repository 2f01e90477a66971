import { describe, expect, test } from 'vitest'
import { policyFor, policyOf as policyOfPlan } from '#engine/policy/policy'
import type { PolicyConfig } from '#model/configuration'

const silent: PolicyConfig = {
  environment: null,
  risk: null,
  playbook: null,
  approvers: null,
  expiryMinutes: null,
  ticket: null,
  reason: null,
  code: null,
}

const disruptive = {
  risk: 'disruptive',
  environment: 'production',
  playbook: 'session.terminate',
} as const

const policyOf = (...policies: readonly Partial<PolicyConfig>[]) =>
  policyFor({ policies: policies.map(one => ({ ...silent, ...one })) }, disruptive)

describe('a policy', () => {
  test('decides what it names and leaves the rest as it is built in', () => {
    expect(policyOf({ ticket: true })).toEqual({
      approvers: 2,
      expiryMinutes: 15,
      ticket: true,
      reason: false,
      code: false,
    })
  })

  test('leaves to the next one that fits what it does not name', () => {
    expect(policyOf({ ticket: true }, { risk: 'disruptive', approvers: 3, ticket: false })).toEqual(
      {
        approvers: 3,
        expiryMinutes: 15,
        ticket: true,
        reason: false,
        code: false,
      },
    )
  })

  test('decides nothing about what it is not for', () => {
    const others = { playbook: 'index.drop', environment: 'sample' } as const
    expect(policyOf({ ...others, approvers: 1, reason: true })).toMatchObject({
      approvers: 2,
      reason: false,
      code: false,
    })
  })

  test('may ask for fewer approvers in so many words', () => {
    expect(policyOf({ approvers: 1, expiryMinutes: 60 })).toMatchObject({
      approvers: 1,
      expiryMinutes: 60,
    })
  })
})

describe('the policy of an undo', () => {
  test('is as strict as that of what it does', () => {
    const policies = [
      { ...silent, playbook: 'index.drop', approvers: 2, reason: true, expiryMinutes: 5 },
      { ...silent, playbook: 'index.create', ticket: true },
    ]
    const plan = { risk: 'change', environment: 'staging', playbook: 'index.create' } as const
    const steps = (change: 'create' | 'drop') => [
      { effects: [{ change, kind: 'index', object: 'i', bytes: null, lock: null }] as const },
    ]
    expect(policyOfPlan({ policies }, { ...plan, steps: steps('create') })).toEqual({
      approvers: 1,
      expiryMinutes: 60,
      ticket: true,
      reason: false,
      code: false,
    })
    expect(policyOfPlan({ policies }, { ...plan, steps: steps('drop') })).toEqual({
      approvers: 2,
      expiryMinutes: 5,
      ticket: true,
      reason: true,
      code: false,
    })
  })
})
