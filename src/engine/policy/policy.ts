/** Policies: risk × environment → number of approvers, expiry, whether reason and ticket are required. */
import type { Environment } from '#model/cluster'
import type { Config, PolicyConfig } from '#model/configuration'
import { wordsOfEffect } from '#model/effect'
import type { Risk, Step } from '#model/plan'
import type { Policy, PolicyQuestion } from '#model/policy'

export interface AskedPlan extends PolicyQuestion {
  readonly steps: readonly Pick<Step, 'effects'>[]
}

const asking = (approvers: number, expiryMinutes: number): Policy => ({
  approvers,
  expiryMinutes,
  ticket: false,
  reason: false,
  code: false,
})

const builtIn: Readonly<Record<Environment, Readonly<Record<Risk, Policy>>>> = {
  production: {
    read: asking(0, 15),
    change: asking(1, 15),
    disruptive: asking(2, 15),
    // A chat account alone is not proof enough for what cannot be undone.
    irreversible: { ...asking(2, 15), code: true },
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

/**
 * A change always needs a second person: a policy may ask for more approvers and more proof, never for none of what is
 * built in.
 */
export const policyFor = (config: Pick<Config, 'policies'>, asked: PolicyQuestion): Policy => {
  const own = config.policies.filter(policy => matches(policy, asked))
  const decided = <Key extends keyof Policy>(key: Key): Policy[Key] =>
    (own.find(policy => policy[key] !== null)?.[key] as Policy[Key] | undefined) ??
    builtIn[asked.environment][asked.risk][key]
  return {
    approvers: Math.max(asked.risk === 'read' ? 0 : 1, decided('approvers')),
    expiryMinutes: decided('expiryMinutes'),
    ticket: decided('ticket'),
    reason: decided('reason'),
    code: builtIn[asked.environment][asked.risk].code || decided('code'),
  }
}

/**
 * A plan's policy: the strictest of its playbook's and of every effect that its steps have. The undo of
 * `index.create` drops an index, and so needs what `index.drop` needs.
 */
export const policyOf = (config: Pick<Config, 'policies'>, plan: AskedPlan): Policy => {
  const effects = plan.steps.flatMap(step => step.effects)
  const playbooks = new Set([plan.playbook, ...effects.map(one => wordsOfEffect(one).policy)])
  const found = [...playbooks].map(playbook => policyFor(config, { ...plan, playbook }))
  return {
    approvers: Math.max(...found.map(one => one.approvers)),
    expiryMinutes: Math.min(...found.map(one => one.expiryMinutes)),
    ticket: found.some(one => one.ticket),
    reason: found.some(one => one.reason),
    code: found.some(one => one.code),
  }
}

const matches = (policy: PolicyConfig, asked: PolicyQuestion): boolean =>
  (policy.environment ?? asked.environment) === asked.environment &&
  (policy.risk ?? asked.risk) === asked.risk &&
  (policy.playbook ?? asked.playbook) === asked.playbook
