import type { DrillQuery } from '#model/cluster'

/** Of tables `sales`, with 3,000 rows, and `gone`, without a row. */
export const drillQueries: readonly DrillQuery[] = [
  { name: 'sales', sql: 'select count(*) from sales', expect: '>= 3000' },
  { name: 'gone', sql: 'select count(*) from gone', expect: '= 0' },
]
