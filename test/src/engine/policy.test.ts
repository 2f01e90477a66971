import { describe, expect, test } from 'vitest'
import { policyFor } from '#engine/policy'
import type { PolicyConfig } from '#src/config'

const silent: PolicyConfig = {
  environment: null,
  risk: null,
  playbook: null,
  approvers: null,
  expiryMinutes: null,
  ticket: null,
  reason: null,
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
    })
  })

  test('leaves to the next one that fits what it does not name', () => {
    expect(policyOf({ ticket: true }, { risk: 'disruptive', approvers: 3, ticket: false })).toEqual(
      {
        approvers: 3,
        expiryMinutes: 15,
        ticket: true,
        reason: false,
      },
    )
  })

  test('decides nothing about what it is not for', () => {
    const others = { playbook: 'index.drop', environment: 'sample' } as const
    expect(policyOf({ ...others, approvers: 1, reason: true })).toMatchObject({
      approvers: 2,
      reason: false,
    })
  })

  test('may ask for fewer approvers in so many words', () => {
    expect(policyOf({ approvers: 1, expiryMinutes: 60 })).toMatchObject({
      approvers: 1,
      expiryMinutes: 60,
    })
  })
})
