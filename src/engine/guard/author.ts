import { guardAuthor } from '#model/guard'
import type { Plan } from '#model/plan'

/** Whether the plan is the undo of a guard, approved with the guarded change. */
export const isRevert = ({ requester, undoes }: Pick<Plan, 'requester' | 'undoes'>): boolean =>
  requester === guardAuthor && undoes !== null
