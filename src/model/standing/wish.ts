/** A wish for a standing approval: limits that differ from the plan's own. */
export interface StandingWish {
  /** The plan to approve beforehand from now on: its playbook, input, cluster and effects. */
  readonly plan: string
  readonly schedule: string
  /** `2027-05-01`, the last day. */
  readonly until: string
  readonly perSlot?: number | undefined
  readonly perDay?: number | undefined
  readonly bytes?: number | undefined
  readonly schema?: boolean | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly zone?: string | undefined
  readonly reason?: string | undefined
}
