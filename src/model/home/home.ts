/** The Home of a person: waiting and running plans, standing approvals, coming schedules and windows. */
import type { HoursNow } from '#model/calendar/hours'
import type { Change } from '#model/change'
import type { Schedule, SlotView } from '#model/schedule/schedule'
import type { StandingApproval } from '#model/standing/standing-approval'

export interface Home extends Coming {
  readonly kind: 'home'
  /** Whether this person may approve at all. */
  readonly approver: boolean
  /** Plans that this person may approve and has not decided about, the oldest first. */
  readonly waiting: readonly Change[]
  /** Standing approvals that this person may still give, or gave and that end soon. */
  readonly standing: readonly StandingApproval[]
  readonly running: readonly Change[]
  /** This person's requests, the newest first. */
  readonly asked: readonly Change[]
}

/** Schedules and windows: the same for all people. */
export interface Coming {
  /** Clusters with maintenance windows or blackouts. */
  readonly hours: readonly { readonly cluster: string; readonly now: HoursNow }[]
  /** The schedules that run next, the nearest first. */
  readonly schedules: readonly ComingRun[]
  /** Schedules beyond those, and paused schedules. */
  readonly further: { readonly active: number; readonly paused: number }
}

export interface ComingRun {
  readonly schedule: Schedule
  readonly next: Date
  /** Null before the first. */
  readonly last: SlotView | null
}
