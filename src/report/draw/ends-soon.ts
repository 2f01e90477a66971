/** Reminds of standing approvals that end within days, before the schedule begins to ask unnoticed. */
import type { Answer } from '#model/reply'
import { lastDay } from '#model/standing/sentence'
import type { StandingApproval } from '#model/standing/standing-approval'
import { counted } from '#text/figures'

export const endsSoonAnswer = (approval: StandingApproval): Answer => {
  const { id, schedule, sentence, uses, plan } = approval
  return {
    kind: 'answer',
    title: `Standing approval ${id} ends on ${lastDay(approval)}: from then on schedule ${schedule} asks each time.`,
    lines: [
      `It allows: ${sentence}. It has approved ${counted(uses, 'plan')}.`,
      `To go on, look at what it did, note that with \`approval review ${id}\`, and ask for a new one with \`approval ask ${plan}\`.`,
    ],
    offers: [
      { label: 'Show Approval', command: `approval show ${id}` },
      { label: 'Review', command: `approval review ${id}` },
      { label: 'Ask Again', command: `approval ask ${plan} schedule=${schedule}` },
    ],
  }
}
