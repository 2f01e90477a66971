import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runSettle = answers({
  words: 'run settle',
  summary: 'Say whether a step was done, when Howdah cannot tell and the run waits',
  example: 'p-7k3m9qx step=1 done=yes reason="I looked: the index is there"',
  first: 'id',
  verb: 'settle',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the run or plan that asks'),
    step: z.coerce.number().int().min(1).describe('Which step it asks about'),
    done: z
      .enum(['yes', 'no'])
      .describe('yes goes on after it; no takes back what was done before'),
    reason: line.max(500).describe('How you know; shown to everybody, and kept in the record'),
  }),
  answer: ({ person, input, engine }) =>
    engine.settle(person, input.id, {
      step: input.step - 1,
      done: input.done === 'yes',
      reason: input.reason,
    }),
})
