/** Shows a step as people read it: the only way from an action to words. */
import { type Action, kindOf } from '#model/action'
import type { Shown } from '#model/actions/action-kind'
import type { ShownStep } from '#model/change'
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

export const shownAction = (action: Action): Shown => kindOf(action).show(action)
