import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runResume = answers({
  words: 'run resume',
  summary: 'Resume a held run from where it stopped',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the run or plan') }),
  answer: ({ person, input, engine }) => engine.steer(person, input.id, { kind: 'resume' }),
})
