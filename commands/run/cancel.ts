import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runCancel = answers({
  words: 'run cancel',
  summary: 'Stop a run at its next safe point, or withdraw a waiting plan',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the run or plan'),
    reason: line
      .max(500)
      .optional()
      .describe('Why; needed only to withdraw a plan that somebody else asked for'),
  }),
  answer: ({ person, input, engine }) => engine.cancel(person, input.id, input.reason ?? null),
})
