import type { Environment } from '#model/cluster'
import type { Risk } from '#model/plan'

/** How many others have to agree to a plan, for how long it waits, and what has to stand in it. */
export interface Policy {
  readonly approvers: number
  readonly expiryMinutes: number
  readonly ticket: boolean
  readonly reason: boolean
}

/** What a policy is asked about. */
export interface PolicyQuestion {
  readonly risk: Risk
  readonly environment: Environment
  readonly playbook: string
}
