/** A standing approval: a change that people approved before, for a schedule, inside an envelope, until an end date. */
import type { Environment } from '#model/cluster'
import type { ScheduleWish } from '#model/schedule/wish'
import type { Envelope } from '#model/standing/envelope'

/** All that people approve; never changed afterwards. */
export interface StandingBody {
  readonly format: 1
  /** Short and speakable, e.g. `sa-7k3m9qx`. */
  readonly id: string
  /** The plan that the approval was asked about. */
  readonly plan: string
  readonly schedule: string
  /**
   * The calendar of the schedule when the approval was asked for; null where there was no such schedule. Left out by
   * bodies of before 2026-12.
   */
  readonly times?: Pick<ScheduleWish, 'calendar' | 'zone'> | null
  readonly playbook: string
  /** The contract version of the playbook. */
  readonly version: number
  readonly cluster: string
  /** A name may come to mean other servers, or the same servers production. */
  readonly environment: Environment
  readonly systemIdentifier: string
  readonly database: string
  readonly input: Readonly<Record<string, unknown>>
  readonly envelope: Envelope
  /** What the envelope allows, as people read it: the sentence that was approved. */
  readonly sentence: string
  /** The time of day in which a slot may use it; null for any time. `01:00` to `05:00`, the next day when not after. */
  readonly hours: { readonly from: string; readonly to: string } | null
  /** IANA zone of the hours, and of the day that counts are for. */
  readonly zone: string
  /** ISO time. */
  readonly endsAt: string
  /** `team/user`; never one of the approvers. */
  readonly requester: string
  readonly requesterName: string
  readonly reason: string | null
  readonly approvalsNeeded: number
}

export type StandingState = 'waiting' | 'in force' | 'withdrawn' | 'lapsed' | 'ended'

export interface StandingDecision {
  readonly person: string
  readonly name: string
  readonly decision: 'approve' | 'withdraw' | 'review'
  readonly note: string | null
  readonly at: Date
}

/** A standing approval as it stands now. */
export interface StandingApproval extends StandingBody {
  readonly state: StandingState
  readonly decisions: readonly StandingDecision[]
  readonly askedAt: Date
  /** Plans that it has approved. */
  readonly uses: number
}
