/** A person decides before the guard does: the change stays, or is taken back now. */

import { decideOnRun, type LockedRun } from '#engine/decide/frame'
import { noRun } from '#engine/decide/too-late'
import { figuresOf } from '#engine/guard/figures'
import { readGuard } from '#engine/guard/read-guard'
import { takeBack } from '#engine/guard/revert'
import { isUndecided } from '#engine/guard/state'
import type { Parts } from '#engine/parts'
import { findRunOf } from '#engine/show/read-rows'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { appendAfterwards } from '#store/journal'
import { readingsOf } from '#store/readings'
import type { Store } from '#store/store'
import { closeWatch } from '#store/watches'

export interface GuardDecision {
  readonly person: Person
  /** Id of a run or of the run's plan. */
  readonly id: string
  readonly via: string
}

/** An approver who did not ask says that the change is good. */
export const keepGuarded = async (
  parts: Parts,
  given: GuardDecision,
): Promise<Answer | Refusal> => {
  const { person, via } = given
  const known = await findRunOf(parts.store, given.id)
  if (!known) return noRun(parts.store, given.id)
  return decideOnRun(parts, given, known, {
    name: 'keep',
    verb: 'approve',
    whyNot,
    async keep(tx, { run, row, plan }) {
      await closeWatch(tx, run.id, 'guard')
      const measured = await measuredSoFar(parts, tx, plan)
      const detail = { person: person.id, name: person.name, ...measured }
      await appendAfterwards(tx, { run: run.id, plan: row.id }, { kind: 'kept', detail })
      await parts.record.append(
        'guard.kept',
        {
          actor: person.id,
          subject: { plan: row.id, run: run.id, cluster: row.cluster },
          detail: { via, ...measured },
        },
        tx,
      )
      return answer(
        `${row.id} is kept: its guard watches no longer, and what it measured is in the thread.`,
      )
    },
  })
}

/** The measurements until now. */
const measuredSoFar = async (
  { watcher, now }: Parts,
  tx: Store,
  plan: Plan,
): Promise<Readonly<Record<string, unknown>>> => {
  if (!plan.guard) return {}
  const { before, since } = await readingsOf(tx, plan.id)
  return figuresOf(watcher.judge(plan.guard, before, since, await now()))
}

/** One person is enough, as for a stop: the undo was approved with the change. */
export const takeBackNow = async (
  parts: Parts,
  given: GuardDecision,
): Promise<Answer | Refusal> => {
  const { person } = given
  const known = await findRunOf(parts.store, given.id)
  if (!known) return noRun(parts.store, given.id)
  const found = await decideOnRun(parts, given, known, {
    name: 'take-back',
    verb: 'stop',
    whyNot,
    keep: (_, on) => Promise.resolve(on),
  })
  if (isRefusal(found)) return found
  const because = `${person.name} chose to undo it.`
  const by = await takeBack(parts, { run: found.run.id, plan: found.plan, because, person })
  if (isRefusal(by)) return by
  return by === undefined
    ? refusal(`${found.row.id} is already decided.`, 'Look at its message.')
    : answer(`${found.row.id} is being undone by ${by}.`)
}

const whyNot = async (tx: Store, on: LockedRun): Promise<Refusal | LockedRun> => {
  return isUndecided(await readGuard(tx, on.run.id, on.plan))
    ? on
    : refusal(`No guard of ${on.row.id} waits for a decision.`, 'Look at its newest message.')
}
