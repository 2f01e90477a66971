/** A plan as plain data with a fingerprint: target, steps, requester. */
import type { Action } from '#model/action'
import type { Claim } from '#model/claim'
import type { Environment, Target } from '#model/cluster'
import type { Effect } from '#model/effect'
import type { Guard, Measure } from '#model/guard'

export interface Plan extends PlanBody {
  /** What an older build wrote is read as this format: see `#engine/plan/formats`. */
  readonly format: 3
  /** Short and speakable, e.g. `p-7k3m9q`, for `plan show`. */
  readonly id: string
  /** The change that the plan belongs to; an undo keeps the change of the undone plan. */
  readonly change: string
  readonly cluster: string
  readonly environment: Environment
  readonly database: string
  readonly target: Target
  readonly playbook: string
  readonly version: number
  /** The input as the playbook's schema left it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly risk: Risk
  readonly guard: Guard | null
  readonly measure: Measure | null
  /** The run that this plan takes back, else null. */
  readonly undoes: string | null
  /** `team/user`. */
  readonly requester: string
  /** The requester's name at that time; never used to decide. */
  readonly requesterName: string
  readonly reason: string | null
  readonly ticket: string | null
  readonly approvalsNeeded: number
  readonly createdAt: string
  readonly expiresAt: string
  /** SHA-256 in hex over the approved content; see `#engine/plan/fingerprint`. */
  readonly fingerprint: string
}

export const states = ['pending', 'queued', 'running', 'parked', 'looking'] as const
export type State = (typeof states)[number]

export const outcomes = [
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'outdated',
  'superseded',
  'reverted',
  'skipped',
  'missed',
] as const
export type Outcome = (typeof outcomes)[number]

export type Risk = 'read' | 'change' | 'disruptive' | 'irreversible'

/** A command offered as a button where a change stands; the command's plan follows in the same thread. */
export interface NextStep {
  /** In Title Case: *Export Table*. */
  readonly label: string
  readonly command: string
  /** For a command whose plan ends or removes something: asked once more, and drawn apart from the others. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string }
}

/** A figure for the approver to judge by; never part of the fingerprint. */
export interface Estimate {
  readonly label: string
  readonly value: string
}

/** The result of a playbook's `plan`. The engine adds target, people, policy and fingerprint. */
export interface PlanBody {
  /** Action + object + impact, read aloud: "Build index users_lower_idx on public.users …". */
  readonly headline: string
  readonly steps: readonly Step[]
  readonly claims: readonly Claim[]
  /** Where this plan risks more than the playbook's other plans do. */
  readonly risk?: Risk
  readonly estimates: readonly Estimate[]
  /** Notes that an approver could not guess. */
  readonly notes: readonly string[]
}

export interface Step<A extends Action = Action> {
  /** Imperative, one line: "Build users_lower_idx". */
  readonly title: string
  readonly action: A
  readonly effects: readonly Effect[]
  /** Names that tell this step from its neighbours: steps that differ in nothing else are shown as a few. */
  readonly alike?: readonly string[]
  readonly onFailure: 'undo' | 'finish' | 'ask'
  /**
   * How the step makes way for a stop, a closed window or another plan: `hold` keeps what is done and goes on later,
   * for an action in pieces from its cursor, for a repeatable statement from its beginning; `park`, the default, puts
   * it back and begins anew.
   */
  readonly halts?: 'park' | 'hold'
  readonly undo: {
    readonly title: string
    readonly action: A
    readonly effects: readonly Effect[]
  } | null
}

/** Every action that a run of the plan may perform, there and back. */
export const actionsOf = ({ steps }: Pick<PlanBody, 'steps'>): readonly Action[] =>
  steps.flatMap(({ action, undo }) => [action, ...(undo ? [undo.action] : [])])

/** An action with a title: a step, an undo, or a cleanup. */
export type TitledAction = Pick<Step, 'title' | 'action'>

/** The title of the way back from a step, be it the undo or a cleanup. */
export const wayBackTitle = ({ title, undo }: Pick<Step, 'title' | 'undo'>): string =>
  undo?.title ?? `Clean up after “${title}”`
