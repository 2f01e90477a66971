import type { Plan } from '#model/plan'

/** Whether a step keeps what is done when the run has to make way. */
export const holds = ({ plan }: { readonly plan: Pick<Plan, 'steps'> }, index: number): boolean =>
  plan.steps[index]?.halts === 'hold'
