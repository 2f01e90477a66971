/** The figures of a plan: the grounds of an approval, for the message and later for the thread. */
import { type Change, riskOf } from '#model/change'
import type { Estimate } from '#model/plan'
import { escape, localised, plain } from '#slack/draw/blocks/escape'

/** Escaped already. */
export const figuresOf = (change: Change): readonly Estimate[] => [
  ...change.plan.estimates.map(({ label, value }) => ({
    label: escape(label),
    value: localised(plain(value)),
  })),
  { label: 'Risk', value: riskOf(change) },
  ...(change.plan.reason === null ? [] : [{ label: 'Reason', value: plain(change.plan.reason) }]),
]

/** Undefined while the message itself shows the figures, and where nobody decided. */
export const judgedBy = (change: Change): string | undefined => {
  const { plan, state, approvals, breakGlass, run } = change
  const decided = approvals.length > 0 || breakGlass !== null || run !== null
  if (state === 'pending' || !decided || plan.estimates.length === 0) return undefined
  return [
    '*Figures of the plan*',
    ...figuresOf(change).map(({ label, value }) => `• ${label}: ${value}`),
  ].join('\n')
}
