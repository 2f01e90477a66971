/** Everything a message shows about one plan: read in one go, drawn by pure functions. */
import type { Scalar } from '#model/action'
import type { Effect } from '#model/effect'
import type { JournalEntry } from '#model/journal'
import type { Outcome, Plan, State, Step } from '#model/plan'
import type { Measured } from '#model/traffic'

export interface Change {
  readonly plan: Omit<Plan, 'steps'>
  readonly steps: readonly ShownStep[]
  /** Where the request came from; the parent message goes there. */
  readonly origin: Origin
  readonly revision: number
  readonly state: State | null
  readonly outcome: Outcome | null
  /** One sentence: why it ended so, what was undone, what is left. */
  readonly ending: string | null
  readonly endedAt: string | null
  readonly approvals: readonly Approval[]
  /** Set when one approver let it run alone. */
  readonly breakGlass: BreakGlass | null
  /** Whether half of its time to be approved has passed. */
  readonly reminded: boolean
  readonly run: RunView | null
  readonly journal: readonly JournalEntry[]
  /** The step of which only a person can say whether it was done; null when none is in question. */
  readonly asks: number | null
  readonly measured: Measured | null
  /** The newest plan that takes this one back, with its outcome, when there is one. */
  readonly undone: { readonly plan: string; readonly outcome: Outcome | null } | null
  /** What it could not put back, and nobody else did by another plan. */
  readonly left: readonly LeftOver[]
  /** Whether Undo can be offered: its steps have undos, or something is left, and nobody undid it yet. */
  readonly undoable: boolean
  readonly frozen: { readonly name: string; readonly reason: string } | null
}

/** One step as people read it. */
export interface ShownStep {
  readonly title: string
  readonly action: ShownAction
  readonly effects: readonly Effect[]
  readonly onFailure: Step['onFailure']
  readonly undo: { readonly title: string; readonly action: ShownAction } | null
  /** The title of the way back, be it the undo or a cleanup. */
  readonly wayBack: string
}

/** All that an action sends, and where. */
export interface ShownAction {
  readonly node: string
  readonly database: string
  /** Null for the role that Howdah logs in as. */
  readonly role: string | null
  readonly statement: string
  readonly values: readonly Scalar[]
}

/** The statement that somebody would run by hand to put one step back. */
export interface LeftOver extends Omit<ShownAction, 'values'> {
  readonly step: number
}

export interface Origin {
  readonly via: 'slack' | 'cli' | 'schedule'
  readonly channel: string | null
}

export interface Approval {
  readonly person: string
  readonly name: string
  readonly decision: 'approve' | 'reject'
  readonly reason: string | null
  readonly at: string
}

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
  /** "It waits for p-7k3m9q (Build index users_a_idx)." A sentence: what keeps it from going on. */
  readonly waitingFor: string | null
  readonly stop: { readonly person: string; readonly name: string; readonly at: string } | null
  /** The plan for which it makes way. */
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
  /** Who holds it up, named, with a command that would make it let go: a session that is idle has to end. */
  readonly blocker: {
    readonly label: string
    readonly way: 'cancel' | 'terminate'
    readonly command: string
  } | null
}

/** What a waiting run asks a person, the same words for the same question: an answer is bound to them. */
export const questionAbout = (step: number): string => `asks about step ${step + 1}`
