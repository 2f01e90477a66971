import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const accessReset = answers({
  words: 'access reset',
  summary: 'Ask to reset a lost one-time code; two other approvers have to agree',
  example: 'person=@adam',
  first: 'person',
  verb: 'code',
  needs: 'nothing',
  input: z.object({ person: line.optional().describe('Whose code; your own when left out') }),
  answer: ({ person, input, engine }) => engine.resetCode(person, input.person ?? null),
})
