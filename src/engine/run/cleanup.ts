import type { Action, ActionState } from '#model/action'
import type { Step } from '#model/step'

/** What an action carries against what an interruption leaves of it; undefined where that is nothing. */
export const cleanupOf = (action: Action, state: ActionState | undefined): Action | undefined => {
  const statement = state === 'partial' ? action.repair : state === 'untidy' ? action.tidy : null
  return statement === null
    ? undefined
    : { ...action, statement, values: [], repair: null, tidy: null }
}

/** What the way back from a step is called, be it its undo or a cleanup. */
export const wayBackTitle = ({ title, undo }: Pick<Step, 'title' | 'undo'>): string =>
  undo?.title ?? `Clean up after “${title}”`
