import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runHold = answers({
  words: 'run hold',
  summary: 'Hold a run after its current batch, and keep what is done',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the run or plan') }),
  answer: ({ person, input, engine }) => engine.steer(person, input.id, { kind: 'hold' }),
})
