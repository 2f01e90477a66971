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
  input: z.object({ id: line.describe('Id of the run or plan') }),
  answer: ({ person, input, engine }) => engine.cancel(person, input.id),
})
