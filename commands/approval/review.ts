import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const approvalReview = answers({
  words: 'approval review',
  summary: 'Note that you looked at a standing approval and what it did, and what you found',
  example: 'sa-7k3m9qx note="still needed, limits fit"',
  first: 'id',
  verb: 'approve',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the standing approval'),
    note: line.max(500).describe('What you found; shown with it, and kept in the record'),
  }),
  answer: ({ person, input, engine }) => engine.approvals.review(person, input.id, input.note),
})
