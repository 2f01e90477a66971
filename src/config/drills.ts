/** What the inventory says about restore drills. */
import { z } from 'zod'
import type { DrillsConfig } from '#model/cluster'
import { noDrills } from '#model/drill/no-drills'
import { isExpectation } from '#model/drill/query'
import { readMinutes } from '#text/length'

const length = z
  .string()
  .refine(said => (readMinutes(said) ?? 0) > 0, 'write a length of time: 7 days, 12 hours')

export const drillsSchema = z.strictObject({
  every: length.optional().describe('A drill that succeeded is missed after this time: 7 days'),
  notice: length
    .optional()
    .describe('How long people take to notice a loss and to approve a restore; 15 minutes'),
  queries: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9 -]{0,60}$/, 'use lower-case letters, digits, blanks and hyphens'),
        sql: z.string().min(1).max(1_000).describe('A query that gives one value'),
        expect: z
          .string()
          .max(200)
          .refine(isExpectation, 'write > 0, >= 10, < 5, = paid or != 0')
          .describe('> 0, = paid'),
      }),
    )
    .max(20)
    .default([])
    .describe('Asked on the restored clone, by the login that only looks'),
})

export const drillsOf = ({
  every,
  notice,
  queries,
}: z.infer<typeof drillsSchema>): DrillsConfig => ({
  everyMinutes: every === undefined ? null : (readMinutes(every) ?? null),
  noticeMinutes: (notice === undefined ? undefined : readMinutes(notice)) ?? noDrills.noticeMinutes,
  queries,
})
