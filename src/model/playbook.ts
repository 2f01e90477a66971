/**
 * What Howdah can do: one file per playbook, always the same parts in the same order.
 * `input` → `look` → `refuse` → `plan` → `verify` → `guard` → `measure`. A playbook never acts.
 */
import type { z } from 'zod'
import type { Guard, Measure } from '#model/guard'
import type { Estimate, PlanBody, Risk, Step } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import type { View } from '#model/view'

/** What the undo of a plan meets: figures and notes for its approver, and steps that belong behind it. */
export interface Undoing {
  readonly estimates: readonly Estimate[]
  readonly notes: readonly string[]
  readonly after: readonly Step[]
}

/** `Ready` are the facts under which a plan can be made: `refuse` gives nothing else. */
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
  readonly input: z.ZodType<Input>
  look(view: View, input: Input): Promise<Facts>
  /** Why not, or the facts that the plan is made of. */
  refuse(input: Input, facts: Facts): Refusal | Ready
  plan(input: Input, ready: Ready): PlanBody
  /** Over a second look: undefined when it worked, else one sentence that says what is wrong. */
  verify(input: Input, facts: Facts): string | undefined
  /** One sentence over that second look: what is there now. `steps` are those of the plan. */
  found?(input: Input, facts: Facts, steps: readonly Step[]): string | null
  guard?(input: Input, ready: Ready): Guard | null
  measure?(input: Input, ready: Ready): Measure | null
  /** Before its undo is planned: what that meets, or why it cannot be. `steps` are the undo's own. */
  undoing?(view: View, steps: readonly Step[]): Promise<Undoing | Refusal>
}

/** A playbook with its types closed over, so that a catalogue is a plain list. */
export interface AnyPlaybook {
  readonly name: `${string}.${string}`
  readonly version: number
  readonly summary: string
  readonly example: string
  readonly first: string | null
  readonly risk: Risk
  readonly input: z.ZodType
  /** look → refuse or plan. `input` must have come out of this playbook's own schema. */
  prepare(view: View, input: unknown): Promise<Refusal | Prepared>
  /** A second look after the run. */
  check(view: View, input: unknown, steps: readonly Step[]): Promise<Checked>
  /** Undefined when the playbook has nothing to say about its undo. */
  undoing(view: View, steps: readonly Step[]): Promise<Undoing | Refusal | undefined>
}

export interface Checked {
  /** One sentence that says what is wrong; null when it worked. */
  readonly problem: string | null
  readonly found: string | null
}

export interface Prepared {
  readonly kind: 'prepared'
  readonly body: PlanBody
  readonly guard: Guard | null
  readonly measure: Measure | null
}

/** Its pure parts stay open to tests: facts in, refusals and plans out. */
export const definePlaybook = <Input, Facts, Ready extends object>(
  playbook: Playbook<Input, Facts, Ready>,
): AnyPlaybook &
  Pick<Playbook<Input, Facts, Ready>, 'refuse' | 'plan' | 'verify' | 'found' | 'measure'> => ({
  ...playbook,
  async prepare(view, raw) {
    const input = playbook.input.parse(raw)
    const facts = await playbook.look(view, input)
    const ready = playbook.refuse(input, facts)
    if (isRefusal(ready)) return ready
    return {
      kind: 'prepared',
      body: playbook.plan(input, ready),
      guard: playbook.guard?.(input, ready) ?? null,
      measure: playbook.measure?.(input, ready) ?? null,
    }
  },
  async check(view, raw, steps) {
    const input = playbook.input.parse(raw)
    const facts = await playbook.look(view, input)
    return {
      problem: playbook.verify(input, facts) ?? null,
      found: playbook.found?.(input, facts, steps) ?? null,
    }
  },
  undoing: async (view, steps) => playbook.undoing?.(view, steps),
})
