import { z } from 'zod'
import { answer, answers } from '#engine/command'
import { line } from '#engine/input'
import { refusal } from '#engine/refusal'

export const planShow = answers({
  words: 'plan show',
  summary: 'One plan in full: statements, where they run, who decided what',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of a plan or run, e.g. p-7k3m9qx') }),
  async answer({ input, office }) {
    const change = await office.findChange(String(input['id']))
    if (!change)
      return refusal(`There is no plan ${String(input['id'])}.`, 'See `run list`.', 'run list')
    const { plan, approvals, run } = change
    return answer(`${plan.id}: ${plan.headline} (${change.outcome ?? change.state ?? ''})`, {
      lines: [
        ...plan.steps.map(
          ({ title, action }, step) =>
            `${step + 1}. ${title}, on ${action.node} in ${action.database} as ${action.role ?? 'the login role'}: \`${action.statement}\``,
        ),
        `Asked by ${plan.requesterName}${plan.reason === null ? '' : `: ${plan.reason}`}.`,
        ...approvals.map(
          ({ name, decision, reason }) =>
            `${decision === 'approve' ? 'Approved' : 'Rejected'} by ${name}${reason === null ? '' : `: ${reason}`}.`,
        ),
        ...(run ? [`Run ${run.id}.`] : []),
        ...(change.ending === null ? [] : [change.ending]),
        `Fingerprint ${plan.fingerprint}.`,
      ],
    })
  },
})
