import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const approvalWithdraw = answers({
  words: 'approval withdraw',
  summary: 'End a standing approval now; whoever asked may, and any approver',
  example: 'sa-7k3m9qx reason="the table is gone"',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the standing approval'),
    reason: line.max(500).optional().describe('Why, for the record'),
  }),
  answer: ({ person, input, engine }) =>
    engine.approvals.withdraw(person, input.id, input.reason ?? null),
})
