import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runResume = answers({
  words: 'run resume',
  summary: 'Let a held run go on from where it is',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'cancel',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the run or plan') }),
  answer: ({ person, input, engine }) => engine.steer(person, input.id, { kind: 'resume' }),
})
