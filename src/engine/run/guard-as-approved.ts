/** Which statements a guard watches is settled by the plan: when a run looks again, others may be the heaviest. */
import type { Guard } from '#model/guard'
import { canonicalJson } from '#text/canonical-json'

/** Answers with the approved guard, unless another limit or time is wanted by now. */
export const guardAsApproved = (approved: Guard | null, fresh: Guard | null): Guard | null =>
  canonicalJson(apartFromStatements(approved)) === canonicalJson(apartFromStatements(fresh))
    ? approved
    : fresh

/** Null for a guard that watches statements alone: without statements to watch there is no such guard. */
const apartFromStatements = (guard: Guard | null): Guard | null => {
  const watches = (guard?.watches ?? []).filter(({ metric }) => metric !== 'statement time')
  return guard && watches.length > 0 ? { ...guard, watches } : null
}
