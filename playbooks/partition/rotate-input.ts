/** The input of a rotation. */
import { z } from 'zod'
import { line } from '#model/input'
import { readLength } from '#text/length'

const length = (example: string) =>
  line.max(40).refine(said => readLength(said) !== null, `Give a length, such as ${example}`)

export const rotateInput = z.object({
  table: line
    .max(130)
    .describe('Which partitioned table, e.g. events')
    .meta({ names: 'table', writtenAs: 'name' }),
  ahead: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(4)
    .describe('How many partitions to keep ahead of the present one, 1 to 50'),
  keep: length('12 months')
    .optional()
    .describe('Detach partitions that ended longer ago, e.g. 12 months; none when left out'),
  hold: length('7 days')
    .default('7 days')
    .describe('How long detached partitions are kept before `partition drop` takes them'),
  every: line
    .max(40)
    .optional()
    .describe('The step, if the partitions do not show it: 1 month, daily, 1000000'),
})

export type RotateInput = z.infer<typeof rotateInput>
