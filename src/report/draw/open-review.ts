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
