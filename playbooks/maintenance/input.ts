/** The input of the playbooks of maintenance: a table, or the neediest within a budget. */
import { z } from 'zod'
import { flag, line } from '#model/input'

const mostTables = 8
const aDay = 1_440
const aCount = `A whole number from 1 to ${mostTables}`
const aTime = `A whole number of minutes from 1 to ${aDay}`

export const usualMost = 3

export const maintenanceInput = z.object({
  table: line
    .max(130)
    .optional()
    .describe('Which table; the neediest are chosen when left out')
    .meta({ names: 'table', writtenAs: 'name' }),
  most: z.coerce
    .number(aCount)
    .int(aCount)
    .min(1, aCount)
    .max(mostTables, aCount)
    .optional()
    .describe(`How many of the neediest tables at most: ${usualMost} when left out`),
  minutes: z.coerce
    .number(aTime)
    .int(aTime)
    .min(1, aTime)
    .max(aDay, aTime)
    .default(60)
    .describe('Minutes for all tables together; each gets the same share'),
  gently: flag
    .default(true)
    .describe('yes pauses between reads and writes as autovacuum does; no runs at full speed'),
})

export type MaintenanceInput = z.infer<typeof maintenanceInput>
