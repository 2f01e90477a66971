import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runKeep = answers({
  words: 'run keep',
  summary: 'Keep a guarded change: it stays, and its guard ends',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'approve',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the guarded run or plan') }),
  answer: ({ person, input, engine }) => engine.keep(person, input.id),
})
