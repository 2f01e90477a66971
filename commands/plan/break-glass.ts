import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const planBreakGlass = answers({
  words: 'plan break-glass',
  summary:
    'Run a waiting plan without approval in an emergency; everybody is told, and somebody reviews it',
  example: 'p-7k3m9qx reason="orders are down, nobody else answers"',
  first: 'id',
  verb: 'break-glass',
  needs: 'nothing',
  input: z.object({
    id: line.describe('Id of the plan; read it with plan show first'),
    reason: line.max(500).describe('Shown to everybody, and kept in the record'),
  }),
  answer: ({ person, input: { id, reason }, engine, code }) =>
    engine.breakGlass(person, id, reason, code),
})
