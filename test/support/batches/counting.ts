/** A playbook that adds one to each row of a table in batches: a row that was done twice, or never, shows. */
import { z } from 'zod'
import { type BatchKey, readBatchKey } from '#cluster/facts/table/batch-key'
import { findTables } from '#cluster/facts/table/tables'
import { type BatchesAction, keyRange } from '#model/actions/batches'
import { definePlaybook } from '#model/playbook'
import { isRefusal, refusal } from '#model/refusal'
import { batchKey } from '#playbooks/shared/batch-key'

const input = z.object({
  table: z.string(),
  /** Rows of a batch, and milliseconds between two; fewer rows only where `least` allows that. */
  rows: z.coerce.number().default(100),
  least: z.coerce.number().optional(),
  pause: z.coerce.number().default(0),
  halts: z.enum(['park', 'hold']).default('hold'),
  undo: z.enum(['yes', 'no']).default('yes'),
  add: z.string().default('n + 1'),
  deadline: z.coerce.number().default(30),
})

type Input = z.infer<typeof input>
type Ready = BatchKey & { readonly node: string; readonly database: string }

const counting = (
  { rows, least = rows, pause, deadline }: Input,
  { table, key, owner, node, database }: Ready,
  set: string,
): BatchesAction => ({
  kind: 'batches',
  node,
  database,
  duty: 'ddl',
  role: owner,
  table,
  key,
  statement: `UPDATE ${table} SET n = ${set} WHERE ${keyRange(key)}`,
  state: null,
  after: null,
  until: null,
  pace: {
    rows: { least, first: rows, most: Math.max(10_000, rows) },
    pauseMs: { least: 0, first: pause, most: 10_000 },
  },
  deadlineSeconds: deadline,
})

interface Facts {
  readonly node: string
  readonly database: string
  readonly found: BatchKey | undefined
}

export const countRows = definePlaybook<Input, Facts, Ready>({
  name: 'table.count',
  version: 1,
  summary: 'Add one to each row',
  example: 'counted rows=100',
  first: 'table',
  risk: 'change',
  input,
  async look(view, { table }) {
    const [one] = await findTables(view.primary, table)
    return {
      node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
      database: view.database,
      found: one && (await readBatchKey(view.primary, one.oid)),
    }
  },
  refuse({ table }, { node, database, found }) {
    if (!found) return refusal(`There is no table ${table}.`, 'Name another one.')
    const usable = batchKey(found)
    return isRefusal(usable) ? usable : { ...usable, node, database }
  },
  plan: (asked, found) => ({
    headline: `Add one to each row of ${found.table}`,
    steps: [
      {
        title: `Add one to each row of ${found.table}`,
        action: counting(asked, found, asked.add),
        effects: [],
        onFailure: 'undo',
        halts: asked.halts,
        undo:
          asked.undo === 'no'
            ? null
            : {
                title: `Take one from each row of ${found.table}`,
                action: counting(asked, found, 'n - 1'),
                effects: [],
              },
      },
    ],
    claims: [{ on: 'relation', key: found.table, label: found.table, mode: 'exclusive' }],
    estimates: [],
    notes: [],
  }),
  verify: () => undefined,
})
