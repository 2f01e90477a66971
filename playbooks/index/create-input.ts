/** The input of index.create. */
import { z } from 'zod'
import type { RequestedIndex } from '#cluster/facts/index/requested'
import { indexMethods } from '#cluster/sql/index-definition'
import { flag, line } from '#model/input'

export const indexInput = z.object({
  table: line
    .max(130)
    .describe('Which table, e.g. users or sales.orders')
    .meta({ names: 'table', writtenAs: 'name' }),
  columns: line
    .describe('What to index, as between the parentheses: lower(email), created_at desc')
    .meta({ writtenAs: 'sql' }),
  where: line
    .optional()
    .describe('Only rows for which this holds: active')
    .meta({ writtenAs: 'sql' }),
  method: z.enum(indexMethods).default('btree').describe('Kind of index'),
  unique: flag.default(false).describe('yes refuses duplicates from now on'),
  include: line
    .optional()
    .describe('Columns to carry along without being keys')
    .meta({ writtenAs: 'sql' }),
  with: line.optional().describe('Storage parameters: fillfactor=70').meta({ writtenAs: 'sql' }),
  name: line
    .refine(
      name => Buffer.byteLength(name) <= 63,
      'At most 63 bytes: PostgreSQL cuts the rest off.',
    )
    .optional()
    .describe('PostgreSQL chooses one when left out'),
})
export type IndexInput = z.infer<typeof indexInput>

export const textOf = (wished: IndexInput): RequestedIndex => ({
  table: wished.table,
  columns: wished.columns,
  method: wished.method,
  unique: wished.unique,
  include: wished.include ?? null,
  where: wished.where ?? null,
  with: wished.with ?? null,
  name: wished.name ?? null,
})
