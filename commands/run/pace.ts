import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runPace = answers({
  words: 'run pace',
  summary: 'Change how fast a run works in batches, within what its plan was approved for',
  example: 'p-7k3m9qx rows=500 pause=200',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the run or plan'),
    rows: z.coerce.number().int().min(1).optional().describe('Most rows in a batch'),
    pause: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .describe('Least milliseconds between two batches; 0 for no rest'),
  }),
  answer: ({ person, input, engine }) =>
    engine.steer(person, input.id, { kind: 'pace', rows: input.rows, pauseMs: input.pause }),
})
