/** A person asks to take a change back; the undo is a plan like any other, approved by a second person. */

import { inTrial } from '#engine/ask/in-trial'
import { deny } from '#engine/decide/record-denial'
import { noRun } from '#engine/decide/too-late'
import { isGuardsUndo } from '#engine/guard/author'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { propose } from '#engine/plan/propose'
import { readChange } from '#engine/show/read-change'
import type { Origin } from '#model/change'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { ProposedReply } from '#model/reply'

export interface UndoRequest {
  readonly person: Person
  /** Id of a run or of the run's plan. */
  readonly id: string
  readonly via: Origin['via']
  /** Reason and ticket of the undo plan that is asked for again. */
  readonly again?: Pick<Plan, 'reason' | 'ticket'>
}

export const requestUndo = async (
  parts: Parts,
  { person, id, via, again }: UndoRequest,
): Promise<ProposedReply | Refusal> => {
  const change = await readChange(parts, id)
  if (!change?.run) return noRun(parts.store, id)
  const { plan, run, undone, undoable } = change
  const mayNot = authorize(parts.config.people, person, 'propose', {
    cluster: plan.cluster,
    requester: null,
  })
  if (mayNot) {
    await deny(parts, { person, plan: plan.id, decision: 'undo', via }, mayNot)
    return mayNot
  }
  if (!undoable && !isGuardsUndo(plan)) {
    return undone === null
      ? refusal('There is nothing to undo.', 'See its message for how it ended.')
      : refusal(
          `${undone.plan} ${undone.outcome === null ? 'is already undoing' : 'has undone'} this.`,
          `See \`plan show ${undone.plan}\`.`,
          `plan show ${undone.plan}`,
        )
  }
  // The way back of a drop is tried as well.
  const asked = { person, cluster: plan.cluster, playbook: plan.playbook, via }
  const made = await inTrial(parts, asked, () =>
    propose(parts, {
      wanted: {
        cluster: plan.cluster,
        database: plan.database,
        playbook: plan.playbook,
        input: plan.input,
        undoes: run.id,
      },
      person,
      via,
      reason:
        again?.reason ??
        `${change.left.length > 0 ? 'Puts back what is left of' : 'Takes back'} ${plan.id}`,
      ticket: again?.ticket ?? plan.ticket,
      change: plan.change,
    }),
  )
  if (isRefusal(made)) return made
  const undo = await readChange(parts, made.id)
  if (!undo) throw new Error(`plan ${made.id} is gone`)
  return { kind: 'proposed', change: undo }
}
