/**
 * A playbook is one file with always the same parts in the same order: `input` → `look` → `refuse` → `plan`
 * → `verify` → `guard` → `measure`. A playbook never acts.
 */
import type { z } from 'zod'
import type { HeardBySteps } from '#model/actions/outputs'
import type { Target } from '#model/cluster'
import type { Guard, Measure } from '#model/guard'
import type { Estimate, NextStep, PlanBody, Risk, Step } from '#model/plan'
import type { Remembered } from '#model/record/remembered'
import { isRefusal, type Refusal } from '#model/refusal'
import type { Away, View } from '#model/view'

/** The undo of a plan: figures and notes for the approver, and steps that follow the undo. */
export interface Undoing {
  /** Steps in place of the undo's own; left out where those stay. */
  readonly steps?: readonly Step[]
  readonly estimates: readonly Estimate[]
  readonly notes: readonly string[]
  readonly after: readonly Step[]
}

/** `Ready` are the facts under which a plan can be made, narrowed by `refuse`. */
export interface Playbook<Input, Facts, Ready> {
  readonly name: `${string}.${string}`
  /** Contract version: raise it when the same input may give other steps. */
  readonly version: number
  readonly summary: string
  /** What follows the words of its command in the one example of the help page. */
  readonly example: string
  /** The key that the first bare value fills, `table` in `index create users`; null for none. */
  readonly first: string | null
  readonly risk: Risk
  /** True where a plan costs much to make: PostgreSQL tries what is asked for, or gigabytes of WAL are read. */
  readonly tries?: boolean
  readonly input: z.ZodType<Input>
  look(view: View, input: Input, known: Remembered): Promise<Facts>
  /** Looks where no node of the cluster answers; without this nothing is planned then. */
  lookAway?(away: Away, input: Input, known: Remembered): Promise<Facts>
  /** True where `look` also takes a view without a primary: then every node is a replica, and `primary` reads the first. */
  readonly withoutPrimary?: true
  /** The database system and the timeline that such a plan is for. */
  systemOf?(ready: Ready): Pick<Target, 'systemIdentifier' | 'timeline'>
  /** Why not, or the facts that the plan is made of. */
  refuse(input: Input, facts: Facts): Refusal | Ready
  plan(input: Input, ready: Ready): PlanBody
  /**
   * Judges a second look: undefined when the change worked, else a sentence that says what is wrong. `steps` are the
   * plan's steps.
   */
  verify(input: Input, facts: Facts, steps?: readonly Step[]): string | undefined
  /** A sentence about the second look: the present state. `steps` are the plan's steps, `heard` their outputs. */
  found?(input: Input, facts: Facts, steps: readonly Step[], heard?: HeardBySteps): string | null
  /** A sentence about the present state after an undo. */
  undone?(input: Input, facts: Facts): string | null
  guard?(input: Input, ready: Ready): Guard | null
  measure?(input: Input, ready: Ready): Measure | null
  /** Commands that are offered where the change stands, without `follows`. `steps` are the plan's steps. */
  next?(input: Input, steps: readonly Step[]): readonly NextStep[]
  /** Those of the done steps whose undo takes back the whole change; without this every step is undone. */
  undoes?(steps: readonly Step[]): readonly Step[]
  /** Looks before an undo is planned: figures and notes, or a refusal. `steps` are the undo's own. */
  undoing?(view: View, steps: readonly Step[]): Promise<Undoing | Refusal>
}

/** A playbook with the types closed over, so that a catalogue is a plain list. */
export interface AnyPlaybook {
  readonly name: `${string}.${string}`
  readonly version: number
  readonly summary: string
  readonly example: string
  readonly first: string | null
  readonly risk: Risk
  readonly tries?: boolean
  readonly input: z.ZodType
  /** look → refuse or plan. `input` must have come out of this playbook's own schema. */
  prepare(view: View | Away, input: unknown, known?: Remembered): Promise<Refusal | Prepared>
  /** Whether the playbook can look where no node of the cluster answers. */
  readonly looksAway: boolean
  readonly withoutPrimary?: true
  /** A second look after the run. */
  check(
    view: View | Away,
    input: unknown,
    steps: readonly Step[],
    heard: HeardBySteps,
  ): Promise<Checked>
  /** A look after an undo; null where the playbook has no words about an undo. */
  undone(view: View, input: unknown): Promise<string | null>
  next(input: unknown, steps: readonly Step[]): readonly NextStep[]
  undoes(steps: readonly Step[]): readonly Step[]
  /** Undefined when the playbook has no words about the undo. */
  undoing(view: View, steps: readonly Step[]): Promise<Undoing | Refusal | undefined>
}

export interface Checked {
  /** A sentence that says what is wrong; null when the change worked. */
  readonly problem: string | null
  readonly found: string | null
}

export interface Prepared {
  readonly kind: 'prepared'
  readonly body: PlanBody
  readonly guard: Guard | null
  readonly measure: Measure | null
  /** Only of a plan that was made while no node answered. */
  readonly system?: Pick<Target, 'systemIdentifier' | 'timeline'>
}

/** For a look after the run, which judges the cluster alone. */
const nothingRemembered: Remembered = {
  detached: async () => [],
  measured: async () => null,
  verified: async () => [],
  drills: async () => [],
  seenPrimary: async () => null,
}

const lookBy = <Input, Facts, Ready>(
  playbook: Pick<Playbook<Input, Facts, Ready>, 'name' | 'look' | 'lookAway'>,
  view: View | Away,
  input: Input,
  known: Remembered,
): Promise<Facts> => {
  if (!('kind' in view)) return playbook.look(view, input, known)
  if (!playbook.lookAway) throw new Error(`${playbook.name} cannot look at a cluster that is away`)
  return playbook.lookAway(view, input, known)
}

/** Keeps the pure parts open to tests: facts in, refusals and plans out. */
export const definePlaybook = <Input, Facts, Ready extends object>(
  playbook: Playbook<Input, Facts, Ready>,
): AnyPlaybook &
  Pick<Playbook<Input, Facts, Ready>, 'refuse' | 'plan' | 'verify' | 'found' | 'measure'> => ({
  ...playbook,
  looksAway: playbook.lookAway !== undefined,
  async prepare(view, raw, known = nothingRemembered) {
    const input = playbook.input.parse(raw)
    const facts = await lookBy(playbook, view, input, known)
    const ready = playbook.refuse(input, facts)
    if (isRefusal(ready)) return ready
    return {
      kind: 'prepared',
      body: playbook.plan(input, ready),
      guard: playbook.guard?.(input, ready) ?? null,
      measure: playbook.measure?.(input, ready) ?? null,
      ...('kind' in view && playbook.systemOf ? { system: playbook.systemOf(ready) } : {}),
    }
  },
  async check(view, raw, steps, heard) {
    const input = playbook.input.parse(raw)
    const facts = await lookBy(playbook, view, input, nothingRemembered)
    return {
      problem: playbook.verify(input, facts, steps) ?? null,
      found: playbook.found?.(input, facts, steps, heard) ?? null,
    }
  },
  async undone(view, raw) {
    if (!playbook.undone) return null
    const input = playbook.input.parse(raw)
    return playbook.undone(input, await playbook.look(view, input, nothingRemembered))
  },
  next: (raw, steps) => playbook.next?.(playbook.input.parse(raw), steps) ?? [],
  undoes: steps => playbook.undoes?.(steps) ?? steps,
  undoing: async (view, steps) => playbook.undoing?.(view, steps),
})
