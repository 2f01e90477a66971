import type { Environment } from '#model/cluster'
import type { Risk } from '#model/plan'

/** The policy of a plan: number of approvers, expiry, required reason and ticket. */
export interface Policy {
  readonly approvers: number
  readonly expiryMinutes: number
  readonly ticket: boolean
  readonly reason: boolean
  /** Whether each approver gives a one-time code. */
  readonly code: boolean
}

/** The question to a policy. */
export interface PolicyQuestion {
  readonly risk: Risk
  readonly environment: Environment
  readonly playbook: string
}
