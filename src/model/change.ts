/** All that a message shows about a plan: read in one go, drawn by pure functions. */
import type { Scalar, Shown } from '#model/actions/action-kind'
import type { Effect } from '#model/effect'
import type { Figure } from '#model/guard'
import type { JournalEntry } from '#model/journal'
import type { NextStep, Outcome, Plan, Risk, State, Step } from '#model/plan'
import type { Genuineness } from '#model/record/genuineness'
import type { Measured } from '#model/traffic'

export interface Change {
  readonly plan: Omit<Plan, 'steps'>
  readonly steps: readonly ShownStep[]
  /** Whether Howdah wrote this plan as it stands. */
  readonly genuine: Genuineness
  /** Where the request came from; the parent message goes there. */
  readonly origin: Origin
  readonly revision: number
  readonly state: State | null
  readonly outcome: Outcome | null
  /** A sentence: why the plan ended so, what was undone, what is left. */
  readonly ending: string | null
  readonly endedAt: string | null
  readonly approvals: readonly Approval[]
  /** Set when an approver let the plan run alone. */
  readonly breakGlass: BreakGlass | null
  /** Whether half of the time for approval has passed. */
  readonly reminded: boolean
  readonly run: RunView | null
  readonly journal: readonly JournalEntry[]
  /** The step whose outcome only a person can tell; null when no step is in question. */
  readonly asks: number | null
  readonly measured: Measured | null
  /** Null without a guard, and before the change. */
  readonly guard: GuardView | null
  /** The newest plan that takes this plan back, with the outcome, if any. */
  readonly undone: { readonly plan: string; readonly outcome: Outcome | null } | null
  /** Steps that the run could not put back, and that no later plan put back. */
  readonly left: readonly LeftOver[]
  /** Whether Undo can be offered: steps have undos, or leftovers exist, and no undo was done yet. */
  readonly undoable: boolean
  /** What is offered where the change stands. */
  readonly next: readonly NextStep[]
  readonly frozen: { readonly name: string; readonly reason: string } | null
}

/** A chart of a change: of the measured effect, or of the guard's figures. */
export type ChartOf = 'effect' | 'guard'

/** A guard that watches a change, or has watched. */
export interface GuardView {
  /** ISO time of the guard's deadline. */
  readonly until: string
  /** `asks`: the figures did not tell, and a person decides. */
  readonly state: 'open' | 'asks' | 'kept' | 'taken back'
  /** The plan that takes the change back. */
  readonly by: string | null
  /** The measurements of a kept change; empty otherwise. */
  readonly figures: readonly Figure[]
}

/** A step as people read it. */
export interface ShownStep {
  readonly title: string
  readonly action: ShownAction
  /** Names that tell the step from its neighbours; empty for a step of its own. */
  readonly alike: readonly string[]
  readonly effects: readonly Effect[]
  readonly onFailure: Step['onFailure']
  readonly undo: { readonly title: string; readonly action: ShownAction } | null
  /** The title of the way back, be it the undo or a cleanup. */
  readonly wayBack: string
}

/** The statements of an action, with a value of an earlier step in words. */
export interface ShownAction extends Omit<Shown, 'values'> {
  readonly values: readonly (Scalar | { readonly words: string })[]
}

/** The statements that a person would run by hand to put a step back. */
export interface LeftOver extends ShownAction {
  readonly step: number
}

export interface Origin {
  readonly via: 'slack' | 'cli' | 'schedule'
  readonly channel: string | null
  /** The first plan of the change, where this plan follows, and stands in the same thread. */
  readonly follows?: string | null
  /** Set where a schedule asked. */
  readonly slot?: PlannedSlot | null
}

/** The slot of a schedule that a plan was made for. */
export interface PlannedSlot {
  readonly schedule: string
  /** ISO time. */
  readonly at: string
  /** The person of `schedule run-now`; left out for a time of the calendar. */
  readonly askedBy?: string
}

export interface Approval {
  readonly person: string
  readonly name: string
  readonly decision: 'approve' | 'reject'
  readonly reason: string | null
  /** `button`, `command`, or `standing approval sa-7k3m9qx` of a person who did not see this plan. */
  readonly via?: string
  readonly at: string
}

/** The beginning of `via` where an approval was given beforehand. */
export const byStanding = 'standing approval '

/** ` beforehand (standing approval sa-7k3m9qx)`, or ` with p-7k3m9qx`; empty for an approval of the plan itself. */
export const beforehand = ({ via = '' }: Pick<Approval, 'via'>): string => {
  if (via.startsWith(byGuard)) return ` with ${via.slice(byGuard.length)}`
  return via.startsWith(byStanding) ? ` beforehand (${via})` : ''
}

/** The beginning of `via` where the approval of a guarded change counts for its undo. */
const byGuard = 'guard of '

export interface BreakGlass {
  readonly person: string
  readonly name: string
  readonly reason: string
  readonly at: string
  /** Null as long as no second person has looked at it. */
  readonly review: {
    readonly person: string
    readonly name: string
    readonly note: string
    readonly at: string
  } | null
}

export interface RunView {
  readonly id: string
  readonly token: number
  readonly holder: string | null
  /** A sentence that names the obstacle: "It waits for p-7k3m9q (Build index users_a_idx)." */
  readonly waitingFor: string | null
  readonly stop: { readonly person: string; readonly name: string; readonly at: string } | null
  /** The plan that preempts the run. */
  readonly preempted: string | null
  readonly progress: Progress | null
  readonly startedAt: string
}

/** Where the present step is. Null figures were not measured: never guess. */
export interface Progress {
  readonly step: number
  /** PostgreSQL's own phase: "building index: scanning table". */
  readonly phase: string
  readonly percent: number | null
  readonly etaSeconds: number | null
  /** The blocking session, named, with the command that frees the run: an idle session has to end. */
  readonly blocker: {
    readonly label: string
    readonly way: 'cancel' | 'terminate'
    readonly command: string
  } | null
}

/** Words the question of a waiting run; an answer is bound to these very words. */
export const questionAbout = (step: number): string => `asks about step ${step + 1}`

const stateWords: Readonly<Record<State | Outcome, string>> = {
  pending: 'waiting for approval',
  queued: 'queued',
  running: 'running',
  parked: 'parked',
  looking: 'being checked',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
  outdated: 'out of date',
  superseded: 'superseded',
  reverted: 'reverted',
  skipped: 'skipped',
  missed: 'missed',
}

/** How a change stands, in a word or two; an undone change is not told as done. */
export const standOf = ({
  state,
  outcome,
  undone,
}: Pick<Change, 'state' | 'outcome' | 'undone'>): string =>
  isUndone({ outcome, undone })
    ? `undone by ${undone?.plan ?? ''}`
    : stateWords[state ?? outcome ?? 'looking']

/** A revert tells itself. */
export const isUndone = ({ outcome, undone }: Pick<Change, 'outcome' | 'undone'>): boolean =>
  undone?.outcome === 'succeeded' && outcome !== 'reverted'

const riskWords: Readonly<Record<Risk, string>> = {
  read: 'none, only reads',
  change: 'low',
  disruptive: 'medium, disruptive',
  irreversible: 'high, cannot be undone',
}

/** The risk for people: `low, reversible`. */
export const riskOf = ({ plan: { risk }, steps }: Pick<Change, 'plan' | 'steps'>): string =>
  risk === 'change' && steps.some(({ undo }) => undo !== null)
    ? `${riskWords[risk]}, reversible`
    : riskWords[risk]
