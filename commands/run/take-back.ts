import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runTakeBack = answers({
  words: 'run take-back',
  summary: 'Undo a guarded change now, by the undo that was approved with it',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'stop',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the guarded run or plan') }),
  answer: ({ person, input, engine }) => engine.takeBack(person, input.id),
})
