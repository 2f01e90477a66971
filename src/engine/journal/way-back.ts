import type { Action, ActionState } from '#model/action'

/** What an action carries against what an interruption leaves of it; undefined where that is nothing. */
export const cleanupOf = (action: Action, state: ActionState | undefined): Action | undefined => {
  const statement = state === 'partial' ? action.repair : state === 'untidy' ? action.tidy : null
  return statement === null
    ? undefined
    : { ...action, statement, values: [], repair: null, tidy: null }
}
