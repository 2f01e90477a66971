/** Shows a step as people read it: the only way from an action to words. */
import type { Action } from '#model/action'
import type { ShownAction, ShownStep } from '#model/change'
import { type Step, wayBackTitle } from '#model/plan'

export const shownStep = (step: Step): ShownStep => ({
  title: step.title,
  action: shownAction(step.action),
  alike: step.alike ?? [],
  effects: step.effects,
  onFailure: step.onFailure,
  undo: step.undo && { title: step.undo.title, action: shownAction(step.undo.action) },
  wayBack: wayBackTitle(step),
})

const shownAction = ({ node, database, role, statement, values }: Action): ShownAction => ({
  node,
  database,
  role,
  statement,
  values,
})
