import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { sentenceOf } from '#model/standing/sentence'
import type { StandingApproval, StandingDecision } from '#model/standing/standing-approval'
import { counted } from '#text/figures'
import { minute } from '#text/instant'

export const approvalShow = answers({
  words: 'approval show',
  summary: 'One standing approval in full: what it allows, who decided what, how often it was used',
  example: 'sa-7k3m9qx',
  first: 'id',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the standing approval') }),
  async answer({ input, engine }) {
    const found = await engine.approvals.find(input.id)
    if (!found)
      return refusal(
        `There is no standing approval ${input.id}.`,
        'See `approval list`.',
        'approval list',
      )
    const { id, state, plan, version, playbook, requesterName, reason, decisions, uses } = found
    const { cluster, environment } = found
    return answer(sentenceOf(found), {
      lines: [
        `${id} is ${state}${state === 'waiting' ? `: ${missing(found)}` : ''}.`,
        `Only with this input: ${inputWords(found.input)}; and version ${version} of ${playbook}. Asked about ${plan}.`,
        `Only on the servers that ${cluster} means today, as ${environment}.`,
        `Requested by ${requesterName}${reason === null ? '' : `: ${reason}`}.`,
        ...decisions.map(decisionWords),
        `It has approved ${counted(uses, 'plan')}. Each time everything is compared again, and both must still be approvers; anything beyond it needs approval.`,
      ],
      offers: [
        ...(state === 'waiting' ? [{ label: 'Approve', command: `approval approve ${id}` }] : []),
        ...(state === 'waiting' || state === 'in force'
          ? [{ label: 'Withdraw', command: `approval withdraw ${id}` }]
          : []),
      ],
    })
  },
})

const did = { approve: 'Approved', withdraw: 'Withdrawn', review: 'Reviewed' } as const

const decisionWords = ({ name, decision, note, at }: StandingDecision): string =>
  `${did[decision]} by ${name}, ${minute(at.toISOString())}${note === null ? '' : `: ${note}`}.`

const missing = ({ approvalsNeeded, decisions }: StandingApproval): string => {
  const given = decisions.filter(({ decision }) => decision === 'approve').length
  return counted(
    Math.max(0, approvalsNeeded - given),
    'approval is missing',
    'approvals are missing',
  )
}

const inputWords = (input: StandingApproval['input']): string =>
  Object.entries(input)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ') || 'none'
