import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'

export const freeze = answers({
  words: 'freeze',
  summary: 'Start nothing new on one cluster, or on any, until a thaw',
  example: 'shop reason="incident 4711"',
  first: 'scope',
  verb: 'freeze',
  needs: 'nothing',
  input: z.object({
    scope: line.default('*').describe('A cluster; all of them when left out'),
    reason: line.max(500).describe('Shown to everybody who waits'),
  }),
  answer: ({ person, input, engine }) => engine.freeze(person, input.scope, input.reason),
})
