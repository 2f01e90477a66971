/** A schedule: the words of a command, and when the command is said again and again. */

import { z } from 'zod'
import type { Slot } from '#model/calendar/slots'
import type { BarChart } from '#model/charts/bar-chart'
import { type ScheduleWish, scheduleWish } from '#model/schedule/wish'

export const scheduleBody = z.strictObject({
  ...scheduleWish.shape,
  /** Slots act with the rights of the person who last saved command and times. */
  owner: z.strictObject({ id: z.string(), name: z.string() }),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('active') }),
    z.strictObject({
      kind: z.literal('paused'),
      reason: z.string(),
      /** ISO time of the end of the pause; null until a person resumes the schedule. */
      until: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('removed'), reason: z.string().nullable() }),
  ]),
})

export type ScheduleBody = z.output<typeof scheduleBody>

export interface Schedule extends ScheduleBody {
  /** The name by which people call the schedule. */
  readonly id: string
  readonly revision: number
  /** The person who saved, paused, resumed or removed the schedule with this revision. */
  readonly person: string
  readonly personName: string
  readonly at: Date
}

/** An answer as kept with a slot: without buttons and files. */
export interface KeptAnswer {
  readonly title: string
  readonly lines?: readonly string[]
  readonly people?: readonly { readonly label: string; readonly ids: readonly string[] }[]
  readonly table?: {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly string[])[]
  }
  readonly chart?: BarChart
  readonly owner?: string
  readonly alarm?: boolean
}

/** The end of a slot. */
export type SlotOutcome =
  /** A command that reads gave this answer. */
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** A plan was made, with a message of the plan's own. */
  | {
      readonly kind: 'planned'
      readonly plan: string
      /** The standing approval under which the plan began; null where the plan waits for approval. */
      readonly standing: string | null
      /** True where the plan needed no approval, and began. */
      readonly began?: true
      /** Why no standing approval covers the plan; null where there is none to speak of. */
      readonly asks: string | null
    }
  | { readonly kind: 'refused'; readonly because: string; readonly instead: string }
  | { readonly kind: 'failed'; readonly because: string }
  /** Not run, on purpose. */
  | { readonly kind: 'skipped'; readonly because: string }
  /** Not run, since nobody was there in time; stands for all slots from `first` on. */
  | {
      readonly kind: 'missed'
      readonly because: string
      readonly first: string
      readonly count: number
    }

export interface SlotView {
  readonly at: Date
  readonly takenAt: Date
  readonly endedAt: Date | null
  /** The id of the person who said `run-now`; null for a time of the calendar. */
  readonly askedBy: string | null
  /** Whether a process has the slot at present. */
  readonly held: boolean
  /** Null while the slot is under way. */
  readonly outcome: SlotOutcome | null
}

/** Schedules as commands see them. */
export interface ScheduleView {
  readonly schedule: Schedule
  /** The cluster of the command; null for a command about no cluster. */
  readonly cluster: string | null
  /** Whether each slot makes a plan. */
  readonly plans: boolean
  /** The newest first. */
  readonly slots: readonly SlotView[]
  /** Empty while paused, and for a schedule that has been removed. */
  readonly next: readonly Slot[]
}

/** A schedule that could be saved as it stands. */
export interface ScheduleDraft {
  readonly kind: 'draft'
  /** With the cluster written out. */
  readonly wish: ScheduleWish
  readonly cluster: string | null
  /** Whether each slot makes a plan that waits for approval. */
  readonly plans: boolean
  /** A name that no schedule has, made of the command. */
  readonly suggestedName: string
  /** The present hindrance of such a plan, as a sentence; null without a hindrance, and without a plan. */
  readonly hindered: string | null
}

/** The slots of a time, for a report. */
export interface SlotsSince {
  /** Slots that answered or made a plan. */
  readonly ran: number
  /** The rest, the oldest first. */
  readonly exceptions: readonly (SlotView & { readonly schedule: string })[]
}
