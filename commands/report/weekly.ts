import { z } from 'zod'
import { reported } from '#commands/report/reported'
import { answers } from '#model/command'
import { line } from '#model/input'

export const reportWeekly = answers({
  words: 'report weekly',
  summary: 'The last week of a cluster, as `report daily` tells a day',
  example: 'shop',
  first: 'cluster',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ cluster: line.describe('The cluster') }),
  answer: ({ input, engine }) =>
    reported(engine, input.cluster, { days: 7, word: 'this week', now: new Date() }),
})
