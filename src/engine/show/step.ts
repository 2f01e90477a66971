/** Shows steps as people read them: the only way from an action to words. */
import { type Action, kindOf } from '#model/action'
import type { Shown } from '#model/actions/action-kind'
import { type HeardBySteps, isReference, valueOf, wordsOf } from '#model/actions/outputs'
import type { ShownAction, ShownStep } from '#model/change'
import { type Step, wayBackTitle } from '#model/plan'

/** `heard`: the outputs known so far. */
export const shownSteps = (
  steps: readonly Step[],
  heard: HeardBySteps = new Map(),
): readonly ShownStep[] =>
  steps.map(step => ({
    title: step.title,
    action: inWords(shownAction(step.action), heard),
    alike: step.alike ?? [],
    effects: step.effects,
    onFailure: step.onFailure,
    undo: step.undo && {
      title: step.undo.title,
      action: inWords(shownAction(step.undo.action), heard),
    },
    wayBack: wayBackTitle(step),
  }))

export const shownAction = (action: Action): Shown => kindOf(action).show(action)

const inWords = (shown: Shown, heard: HeardBySteps): ShownAction => ({
  ...shown,
  values: shown.values.map(value => valueInWords(value, heard)),
})

/** The origin of the value, and the value once heard. */
const valueInWords = (
  value: Shown['values'][number],
  heard: HeardBySteps,
): ShownAction['values'][number] => {
  if (!isReference(value)) return value
  const known = valueOf(value, heard)
  return { words: known === undefined ? wordsOf(value) : `${String(known)}, ${wordsOf(value)}` }
}
