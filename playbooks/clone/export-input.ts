import { z } from 'zod'
import { line } from '#model/input'

export const exportInput = z.object({
  table: line
    .max(130)
    .describe('Which table of the clone')
    .meta({ names: 'table', of: 'clone', writtenAs: 'name' }),
  clone: line.max(60).describe('Which clone, as in `clone list`'),
  to: z
    .string()
    .regex(
      /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/,
      'Lower-case letters, digits and underscores, at most 63 and not beginning with pg_',
    )
    .optional()
    .describe('Name of the schema that is made for the rows; recovered_… when left out'),
})

export type ExportInput = z.infer<typeof exportInput>
