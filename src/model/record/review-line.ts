import type { Change } from '#model/change'

/** Words a plan that was let through by break-glass and waits for a review. */
export const reviewLine = ({ plan, breakGlass }: Pick<Change, 'plan' | 'breakGlass'>): string =>
  `\`${plan.id}\` (${plan.headline}) was let through by ${breakGlass?.name ?? 'somebody'} with break-glass and is not reviewed yet.`
