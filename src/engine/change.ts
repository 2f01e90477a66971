/** Everything a message shows about one plan: read in one go, drawn by pure functions. */
import type { Outcome, Plan, State } from '#engine/plan'

export interface Change {
  readonly plan: Plan
  /** Where the request came from; the parent message goes there. */
  readonly origin: Origin
  readonly revision: number
  readonly state: State | null
  readonly outcome: Outcome | null
  /** One sentence: why it ended so, what was undone, what is left. */
  readonly ending: string | null
  readonly endedAt: string | null
  readonly approvals: readonly Approval[]
  /** Whether half of its time to be approved has passed. */
  readonly reminded: boolean
  readonly run: RunView | null
  readonly journal: readonly JournalEntry[]
  readonly measured: Measured | null
  /** The newest plan that takes this one back, with its outcome, when there is one. */
  readonly undone: { readonly plan: string; readonly outcome: Outcome | null } | null
  /** Whether Undo can be offered: it succeeded, its steps have undos, nobody undid it yet. */
  readonly undoable: boolean
  readonly frozen: { readonly name: string; readonly reason: string } | null
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

export interface RunView {
  readonly id: string
  readonly token: number
  readonly holder: string | null
  /** "p-7k3m9q (build users_a_idx, asked by Olga)": whom a queued run waits for. */
  readonly waitingFor: string | null
  readonly stop: { readonly person: string; readonly name: string; readonly at: string } | null
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
  /** Who holds it up, named, with a command that would cancel it. */
  readonly blocker: { readonly label: string; readonly command: string } | null
  readonly at: string
}

/** Kinds in the order they can come; `detail` is plain data for the thread. */
export const journalKinds = [
  'looked',
  'took over',
  'adopted',
  'ended orphan',
  'intent',
  'done',
  'failed',
  'undo intent',
  'undone',
  'undo failed',
  'verified',
  'ended',
  'measured',
  'note',
] as const
export type JournalKind = (typeof journalKinds)[number]

export interface JournalEntry {
  readonly seq: number
  readonly token: number
  readonly kind: JournalKind
  readonly step: number | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly at: string
}

/** What the application's own traffic says. Never "proven". */
export interface Measured {
  readonly label: string
  readonly before: Sample
  /** Null until there were calls enough, or for ever when the deadline passed without any. */
  readonly after: Sample | null
  readonly complete: boolean
}

export interface Sample {
  readonly meanMs: number
  readonly calls: number
  readonly seconds: number
}
