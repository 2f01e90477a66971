import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const approvalApprove = answers({
  words: 'approval approve',
  summary:
    'Approve in advance what a schedule may do; it takes two people other than the requester',
  example: 'sa-7k3m9qx',
  first: 'id',
  verb: 'approve',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the standing approval; read it first') }),
  answer: ({ person, input, engine }) => engine.approvals.approve(person, input.id),
})
