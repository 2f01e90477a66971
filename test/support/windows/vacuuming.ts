/** A playbook that vacuums tables in turn, each in a step that holds. */
import { z } from 'zod'
import type { SqlAction } from '#model/actions/sql'
import { definePlaybook } from '#model/playbook'
import type { TestServer } from '#test/support/postgres'

const input = z.object({
  /** Names, apart by commas. */
  tables: z.string(),
  halts: z.enum(['park', 'hold']).default('hold'),
})

interface Facts {
  readonly node: string
  readonly database: string
}

/** No query tells whether a VACUUM was done, and a second VACUUM does no harm. */
const vacuuming = (place: Facts, table: string): SqlAction => ({
  kind: 'sql',
  ...place,
  duty: 'ddl',
  role: 'app',
  statement: `VACUUM ${table}`,
  values: [],
  state: null,
  repair: null,
  tidy: null,
  again: true,
  locking: 'none',
  deadlineSeconds: 600,
})

export const vacuumTables = definePlaybook<z.infer<typeof input>, Facts, Facts>({
  name: 'table.clean',
  version: 1,
  summary: 'Vacuum tables',
  example: 'one,other',
  first: 'tables',
  risk: 'change',
  input,
  look: async view => ({
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    database: view.database,
  }),
  refuse: (_, facts) => facts,
  plan: ({ tables, halts }, place) => ({
    headline: `Vacuum ${tables}`,
    steps: tables.split(',').map(table => ({
      title: `Vacuum ${table}`,
      action: vacuuming(place, table),
      effects: [],
      onFailure: 'undo',
      halts,
      undo: null,
    })),
    claims: tables
      .split(',')
      .map(table => ({ on: 'relation', key: table, label: table, mode: 'exclusive' }) as const),
    estimates: [],
    notes: [],
  }),
  verify: () => undefined,
})

/** A table with dead rows, seven on a page. */
export const deadRows = (name: string, rows = 4_000): readonly string[] => [
  `create table ${name} (id int, filler text) with (autovacuum_enabled = off)`,
  `insert into ${name} select i, repeat('x', 1000) from generate_series(1, ${rows}) i`,
  `delete from ${name} where id % 2 = 0`,
]

/** Each page that VACUUM meets costs a tenth of a second from now on, or nothing. */
export const slowDown = (managed: TestServer, slow: boolean): Promise<void> =>
  managed.run(
    'postgres',
    ...(slow
      ? [
          `alter role howdah set vacuum_cost_delay = '100ms'`,
          'alter role howdah set vacuum_cost_limit = 1',
        ]
      : ['alter role howdah reset vacuum_cost_delay', 'alter role howdah reset vacuum_cost_limit']),
  )
