/** An open review: a plan that was let through by break-glass. */
import type { Change } from '#model/change'
import { reviewLine } from '#model/record/review-line'
import type { Answer } from '#model/reply'

/** For a channel that several clusters may report to. */
export const openReviewLine = (change: Change): string =>
  `${change.plan.cluster}: ${reviewLine(change)}`

export const reviewAnswer = (change: Change): Answer => ({
  kind: 'answer',
  title: openReviewLine(change),
  lines: [
    `Why: ${change.breakGlass?.reason ?? ''}. Another approver looks at what was done and closes the review.`,
  ],
  offers: [
    { label: 'Show Plan', command: `plan show ${change.plan.id}` },
    { label: 'Close Review', command: `plan review ${change.plan.id}` },
  ],
})

/** In the place of the report that asked for the review. */
export const closedReviewAnswer = ({ plan, breakGlass }: Change): Answer => ({
  kind: 'answer',
  over: true,
  title: `${plan.cluster}: \`${plan.id}\` (${plan.headline}) was let through by ${breakGlass?.name ?? 'somebody'} with break-glass, and reviewed by ${breakGlass?.review?.name ?? 'somebody'}.`,
  lines: [
    `Why: ${breakGlass?.reason ?? ''}`,
    `What the review found: ${breakGlass?.review?.note ?? ''}`,
  ],
  offers: [{ label: 'Show Plan', command: `plan show ${plan.id}` }],
})
