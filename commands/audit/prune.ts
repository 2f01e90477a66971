import { z } from 'zod'
import { answers } from '#model/command'

export const auditPrune = answers({
  words: 'audit prune',
  summary: 'Remove old entries of the record, leaving an entry that says so; takes two people',
  example: 'before=2024-01-01',
  first: 'before',
  verb: 'ask-prune',
  needs: 'nothing',
  input: z.object({
    before: z.iso.date('write a day: 2024-01-01').describe('Entries from before this day (UTC)'),
  }),
  answer: ({ person, input, engine }) => engine.prune(person, input.before),
})
