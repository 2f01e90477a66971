import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const planReview = answers({
  words: 'plan review',
  summary: 'Close the review of a plan that somebody else let through by break-glass',
  example: 'p-7k3m9qx note="it was needed, and did no harm"',
  first: 'id',
  verb: 'review',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the plan'),
    note: line.max(500).describe('What you found; shown with the plan, and kept in the record'),
  }),
  answer: ({ person, input, engine }) => engine.review(person, input.id, input.note),
})
