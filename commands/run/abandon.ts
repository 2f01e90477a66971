import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const runAbandon = answers({
  words: 'run abandon',
  summary: 'Give up a run of somebody else’s whose node is gone for good',
  example: 'p-7k3m9qx reason="the machine burned down"',
  first: 'id',
  verb: 'abandon',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the run or plan; see what it waits for with run list'),
    reason: line.max(500).describe('Shown to everybody, and kept in the record'),
  }),
  answer: ({ person, input, engine }) => engine.abandon(person, input.id, input.reason),
})
