/** Words a plan that was let through by break-glass and waits for a review. */
import type { Change } from '#model/change'
import type { Answer } from '#model/reply'

export const reviewLine = ({ plan, breakGlass }: Change): string =>
  `${plan.cluster}: \`${plan.id}\` (${plan.headline}) was let through by ${breakGlass?.name ?? 'somebody'} with break-glass and waits for its review.`

export const reviewAnswer = (change: Change): Answer => ({
  kind: 'answer',
  title: reviewLine(change),
  lines: [
    `Why: ${change.breakGlass?.reason ?? ''}. An approver who did not break the glass looks at it and closes it.`,
  ],
  offers: [
    { label: 'Show Plan', command: `plan show ${change.plan.id}` },
    { label: 'Close Review', command: `plan review ${change.plan.id}` },
  ],
})
