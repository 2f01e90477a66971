import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const thaw = answers({
  words: 'thaw',
  summary: 'Lift a freeze; what waited goes on',
  example: 'shop',
  first: 'scope',
  verb: 'thaw',
  needs: 'nothing',
  input: z.object({
    scope: line.default('*').describe('The cluster that was frozen; `*` for all clusters'),
  }),
  answer: ({ person, input, engine }) => engine.thaw(person, input.scope),
})
