/** Risk × environment → how many approvers, for how long, with what beside. */
import type { Environment } from '#cluster/view'
import type { Risk } from '#engine/playbook'
import { type Refusal, refusal } from '#engine/refusal'
import type { Config, PolicyConfig } from '#src/config'

export interface Policy {
  readonly approvers: number
  readonly expiryMinutes: number
  readonly ticket: boolean
  readonly reason: boolean
}

export interface Asked {
  readonly risk: Risk
  readonly environment: Environment
  readonly playbook: string
}

const asking = (approvers: number, expiryMinutes: number): Policy => ({
  approvers,
  expiryMinutes,
  ticket: false,
  reason: false,
})

const builtIn: Readonly<Record<Environment, Readonly<Record<Risk, Policy>>>> = {
  production: {
    read: asking(0, 15),
    change: asking(1, 15),
    disruptive: asking(2, 15),
    irreversible: asking(2, 15),
  },
  staging: {
    read: asking(0, 60),
    change: asking(1, 60),
    disruptive: asking(1, 60),
    irreversible: asking(2, 60),
  },
  sample: {
    read: asking(0, 60),
    change: asking(1, 60),
    disruptive: asking(1, 60),
    irreversible: asking(1, 60),
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
  const own = config.policies.filter(policy => matches(policy, asked))
  const decided = <Key extends keyof Policy>(key: Key): Policy[Key] =>
    (own.find(policy => policy[key] !== null)?.[key] as Policy[Key] | undefined) ??
    builtIn[asked.environment][asked.risk][key]
  return {
    approvers: Math.max(asked.risk === 'read' ? 0 : 1, decided('approvers')),
    expiryMinutes: decided('expiryMinutes'),
    ticket: decided('ticket'),
    reason: decided('reason'),
  }
}

const matches = (policy: PolicyConfig, asked: Asked): boolean =>
  (policy.environment ?? asked.environment) === asked.environment &&
  (policy.risk ?? asked.risk) === asked.risk &&
  (policy.playbook ?? asked.playbook) === asked.playbook
