import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const undo = answers({
  words: 'undo',
  summary: 'Plan the undo of a change; somebody else approves it',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of the plan or run to undo') }),
  answer: ({ person, input, engine, origin }) => engine.undo(person, input.id, origin),
})
