/**
 * What Howdah can do: one file per playbook, always the same parts in the same order.
 * `input` → `look` → `refuse` → `plan` → `verify` → `guard` → `measure`. A playbook never acts.
 */
import type { z } from 'zod'
import type { Action } from '#cluster/action'
import type { View } from '#cluster/view'
import type { Refusal } from '#engine/refusal'

export type Risk = 'read' | 'change' | 'disruptive' | 'irreversible'

/** What a step touches, as data: standing approvals and approvers judge by it. */
export interface Effect {
  readonly change: 'create' | 'drop' | 'rebuild' | 'cancel' | 'terminate'
  readonly kind: 'index' | 'session'
  /** As a person reads it: `public.users_lower_idx`, `pid 4711 on shop-1`. */
  readonly object: string
  readonly bytes: number | null
  /** Strongest lock on a table others use, in PostgreSQL's words, and what it stops. */
  readonly lock: { readonly table: string; readonly mode: string; readonly blocks: Blocks } | null
}
export type Blocks = 'nothing' | 'schema changes' | 'writes' | 'reads and writes'

/** What a run needs for itself. Shared claims of one thing get along, exclusive ones queue. */
export interface Claim {
  readonly on: 'relation' | 'pool' | 'node' | 'cluster'
  /** Unique within the cluster, e.g. `app/16421` (database and oid). */
  readonly key: string
  /** As a person reads it: `public.users`. */
  readonly label: string
  readonly mode: 'shared' | 'exclusive'
}

export interface Step {
  /** Imperative, one line: "Build users_lower_idx". */
  readonly title: string
  readonly action: Action
  readonly effects: readonly Effect[]
  readonly onFailure: 'undo' | 'finish' | 'ask'
  readonly undo: {
    readonly title: string
    readonly action: Action
    readonly effects: readonly Effect[]
  } | null
}

/** A figure for the approver to judge by; never part of the fingerprint. */
export interface Estimate {
  readonly label: string
  readonly value: string
}

/** What to read before and after, from the application's own traffic. */
export interface Measure {
  readonly kind: 'statements'
  /** pg_stat_statements queryids, as text. */
  readonly queryids: readonly string[]
  /** What people call it: "User search". */
  readonly label: string
  /** Calls after the change that are waited for until the deadline; each figure says of how many calls it is. */
  readonly calls: number
}

/** What must not get worse after a change, for how long; watched by the engine. */
export interface Guard {
  readonly metric: 'statement mean time'
  readonly queryids: readonly string[]
  readonly factor: number
  readonly minutes: number
}

/** What a playbook returns from `plan`. The engine adds target, people, policy and fingerprint. */
export interface PlanBody {
  /** Action + object + impact, read aloud: "Build index users_lower_idx on public.users …". */
  readonly headline: string
  readonly steps: readonly Step[]
  readonly claims: readonly Claim[]
  readonly estimates: readonly Estimate[]
  /** What an approver must know and could not guess. */
  readonly notes: readonly string[]
}

/** What the undo of a plan meets: figures and notes for its approver, and steps that belong behind it. */
export interface Undoing {
  readonly estimates: readonly Estimate[]
  readonly notes: readonly string[]
  readonly after: readonly Step[]
}

export interface Playbook<Input, Facts> {
  readonly name: `${string}.${string}`
  /** Contract version: raise it when the same input may give other steps. */
  readonly version: number
  readonly summary: string
  readonly risk: Risk
  readonly input: z.ZodType<Input>
  look(view: View, input: Input): Promise<Facts>
  refuse(input: Input, facts: Facts): Refusal | undefined
  plan(input: Input, facts: Facts): PlanBody
  /** Over a second look: undefined when it worked, else one sentence that says what is wrong. */
  verify(input: Input, facts: Facts): string | undefined
  /** One sentence over that second look: what is there now. `steps` are those of the plan. */
  found?(input: Input, facts: Facts, steps: readonly Step[]): string | null
  guard?(input: Input, facts: Facts): Guard | null
  measure?(input: Input, facts: Facts): Measure | null
  /** Before its undo is planned: what that meets, or why it cannot be. `steps` are the undo's own. */
  undoing?(view: View, steps: readonly Step[]): Promise<Undoing | Refusal>
}

/** A playbook with its types closed over, so that a catalogue is a plain list. */
export interface AnyPlaybook {
  readonly name: `${string}.${string}`
  readonly version: number
  readonly summary: string
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

export const definePlaybook = <Input, Facts>(playbook: Playbook<Input, Facts>): AnyPlaybook => ({
  name: playbook.name,
  version: playbook.version,
  summary: playbook.summary,
  risk: playbook.risk,
  input: playbook.input,
  async prepare(view, raw) {
    const input = playbook.input.parse(raw)
    const facts = await playbook.look(view, input)
    const refused = playbook.refuse(input, facts)
    if (refused) return refused
    return {
      kind: 'prepared',
      body: playbook.plan(input, facts),
      guard: playbook.guard?.(input, facts) ?? null,
      measure: playbook.measure?.(input, facts) ?? null,
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
