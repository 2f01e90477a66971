import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const planApprove = answers({
  words: 'plan approve',
  summary: 'Approve a plan that somebody else asked for',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'approve',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the plan; read it with plan show first') }),
  answer: ({ person, input, engine, code }) => engine.approve(person, input.id, code),
})
