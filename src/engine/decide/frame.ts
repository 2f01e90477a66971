/**
 * The way of every decision about a plan or a run: lock, authorise, ask why not, keep, all in one
 * transaction; a refusal is recorded. A decision brings what is particular to it.
 */
import { authorizeOn } from '#engine/decide/authorize-on'
import { deny } from '#engine/decide/record-denial'
import { noPlan } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { planIn } from '#engine/show/read-rows'
import type { Person, Verb } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import { lockPlan, type PlanRow } from '#store/plans'
import { lockRun, type RunRow } from '#store/runs'
import type { Store } from '#store/store'

export interface Decider {
  readonly person: Person
  readonly via: string
}

export interface LockedPlan {
  readonly row: PlanRow
  readonly plan: Plan
}

export interface LockedRun extends LockedPlan {
  readonly run: RunRow
}

/** `Found` is what `whyNot` read and `keep` needs, so that nothing is read twice. */
export interface DecisionKind<Locked extends LockedPlan, Found extends object, Kept> {
  /** The decision's name in the record of a denial. */
  readonly name: string
  /** The right that the person needs. */
  readonly verb: Verb
  readonly whyNot: (tx: Store, on: Locked) => Promise<Refusal | Found>
  /** Writes row and record entry; a refusal here means that another decision came first. */
  readonly keep: (tx: Store, found: Found) => Promise<Kept | Refusal>
}

export const decideOnPlan = <Found extends object, Kept>(
  parts: Parts,
  given: Decider & { readonly plan: string },
  kind: DecisionKind<LockedPlan, Found, Kept>,
): Promise<Kept | Refusal> =>
  decide(parts, given, kind, async tx => {
    const row = await lockPlan(tx, given.plan)
    return row ? { row, plan: planIn(row) } : noPlan(tx, given.plan)
  })

/** `known` is the run as found before; run and plan are locked in this order. */
export const decideOnRun = <Found extends object, Kept>(
  parts: Parts,
  { person, via }: Decider,
  known: Pick<RunRow, 'id' | 'plan_id'>,
  kind: DecisionKind<LockedRun, Found, Kept>,
): Promise<Kept | Refusal> =>
  decide(parts, { person, via, plan: known.plan_id }, kind, async tx => {
    const run = await lockRun(tx, known.id)
    const row = await lockPlan(tx, known.plan_id)
    if (!run || !row) throw new Error(`run ${known.id} is gone`)
    return { run, row, plan: planIn(row) }
  })

const decide = async <Locked extends LockedPlan, Found extends object, Kept>(
  parts: Parts,
  { person, plan, via }: Decider & { readonly plan: string },
  { name, verb, whyNot, keep }: DecisionKind<Locked, Found, Kept>,
  lock: (tx: Store) => Promise<Locked | Refusal>,
): Promise<Kept | Refusal> => {
  const kept = await parts.store.transaction(async tx => {
    const on = await lock(tx)
    if (isRefusal(on)) return on
    const mayNot = authorizeOn(parts.config.people, person, verb, on.row)
    if (mayNot) return mayNot
    const found = await whyNot(tx, on)
    return isRefusal(found) ? found : keep(tx, found)
  })
  if (isRefusal(kept)) await deny(parts, { person, plan, decision: name, via }, kept)
  return kept
}
