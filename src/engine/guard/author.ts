import { cloneAuthor, guardAuthor } from '#model/guard'
import type { Plan } from '#model/plan'

/** Whether the plan is an undo that was approved with the change: of a guard, or at the end of a clone. */
export const isRevert = ({ requester, undoes }: Pick<Plan, 'requester' | 'undoes'>): boolean =>
  (requester === guardAuthor || requester === cloneAuthor) && undoes !== null

/** Whether the plan took a guarded change back. Taken back in turn, it would make that change again, and unwatched. */
export const isGuardsUndo = ({ requester, undoes }: Pick<Plan, 'requester' | 'undoes'>): boolean =>
  requester === guardAuthor && undoes !== null
