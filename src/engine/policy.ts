/** Risk × environment → how many approvers, for how long, with what beside. */
import type { Environment } from '#cluster/view'
import type { Risk } from '#engine/playbook'
import { type Refusal, refusal } from '#engine/refusal'
import type { Config, PolicyConfig } from '#src/config'

export interface Policy {
  readonly approvers: number
  readonly expiryMinutes: number
  readonly ticket: boolean
}

export interface Asked {
  readonly risk: Risk
  readonly environment: Environment
  readonly playbook: string
}

const builtIn: Readonly<Record<Environment, Readonly<Record<Risk, Policy>>>> = {
  production: {
    read: { approvers: 0, expiryMinutes: 15, ticket: false },
    change: { approvers: 1, expiryMinutes: 15, ticket: false },
    disruptive: { approvers: 2, expiryMinutes: 15, ticket: false },
    irreversible: { approvers: 2, expiryMinutes: 15, ticket: false },
  },
  staging: {
    read: { approvers: 0, expiryMinutes: 60, ticket: false },
    change: { approvers: 1, expiryMinutes: 60, ticket: false },
    disruptive: { approvers: 1, expiryMinutes: 60, ticket: false },
    irreversible: { approvers: 2, expiryMinutes: 60, ticket: false },
  },
  sample: {
    read: { approvers: 0, expiryMinutes: 60, ticket: false },
    change: { approvers: 1, expiryMinutes: 60, ticket: false },
    disruptive: { approvers: 1, expiryMinutes: 60, ticket: false },
    irreversible: { approvers: 1, expiryMinutes: 60, ticket: false },
  },
}

/** A change always needs somebody else: a policy may ask for more than one, never for none. */
export const policyFor = (config: Pick<Config, 'policies'>, asked: Asked): Policy | Refusal => {
  if (asked.risk === 'irreversible' && asked.environment === 'production') {
    return refusal(
      'This cannot be undone, and a chat account alone is not proof enough for that in production.',
      'Do it by your own runbook until Howdah has a second factor.',
    )
  }
  const own = config.policies.find(policy => matches(policy, asked))
  const policy = own ?? builtIn[asked.environment][asked.risk]
  return {
    approvers: asked.risk === 'read' ? policy.approvers : Math.max(1, policy.approvers),
    expiryMinutes: policy.expiryMinutes,
    ticket: policy.ticket,
  }
}

const matches = (policy: PolicyConfig, asked: Asked): boolean =>
  (policy.environment ?? asked.environment) === asked.environment &&
  (policy.risk ?? asked.risk) === asked.risk &&
  (policy.playbook ?? asked.playbook) === asked.playbook
