/** Words a plan that was let through by break-glass and waits for a review. */
import type { Change } from '#model/change'
import type { Answer } from '#model/reply'

export const reviewLine = ({ plan, breakGlass }: Change): string =>
  `${plan.cluster}: \`${plan.id}\` (${plan.headline}) was let through by ${breakGlass?.name ?? 'somebody'} with break-glass and is not reviewed yet.`

export const reviewAnswer = (change: Change): Answer => ({
  kind: 'answer',
  title: reviewLine(change),
  lines: [
    `Why: ${change.breakGlass?.reason ?? ''}. Another approver looks at what was done and closes the review.`,
  ],
  offers: [
    { label: 'Show Plan', command: `plan show ${change.plan.id}` },
    { label: 'Close Review', command: `plan review ${change.plan.id}` },
  ],
})
