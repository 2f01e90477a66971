import { z } from 'zod'
import { reported } from '#commands/report/reported'
import { answers } from '#model/command'
import { line } from '#model/input'

export const reportDaily = answers({
  words: 'report daily',
  summary: 'The last day of a cluster: what needs attention first, then what ran and what changed',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.describe('The cluster') }),
  answer: ({ input, engine }) =>
    reported(engine, input.cluster, { days: 1, word: 'today', now: new Date() }),
})
