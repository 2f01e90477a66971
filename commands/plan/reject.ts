import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const planReject = answers({
  words: 'plan reject',
  summary: 'Reject a plan, and say why',
  example: 'p-7k3m9qx reason="not during the sale"',
  first: 'id',
  verb: 'approve',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the plan'),
    reason: line.max(500).describe('Shown to whoever asked, and kept in the record'),
  }),
  answer: ({ person, input, engine }) => engine.reject(person, input.id, input.reason),
})
