/** What exactly is done to build an index, and what an approver should know. */
import type { SqlAction } from '#cluster/action'
import type { TableFacts } from '#cluster/index-wish'
import { createIndex } from '#cluster/parse/index-definition'
import { sessionLabelOf } from '#cluster/sessions'
import type { Effect, PlanBody, Step } from '#engine/playbook'
import { bytes } from '#engine/spoken'
import { type IndexInput, textOf } from '#playbooks/index/create-input'
import { sizeOf } from '#playbooks/index/create-size'

/** A build may take hours on a large table; after this the bot's own deadline cancels it. */
const deadlineSeconds = 12 * 3_600

export const planOf = (wished: IndexInput, facts: TableFacts): PlanBody => {
  const { table, quotedName } = facts
  const where = wished.where === undefined ? '' : ` where ${wished.where}`
  const size = sizeOf(facts)
  return {
    headline: `Build ${kindOf(wished)}index ${quotedName} on ${table.quoted} (${wished.columns})${where}`,
    steps: stepsOf(wished, facts),
    claims: [
      {
        on: 'relation',
        key: `${facts.database}/${table.oid}`,
        label: table.quoted,
        mode: 'exclusive',
      },
    ],
    estimates: [
      {
        label: 'Locks',
        value: `reads and writes on ${table.quoted} continue; other schema changes wait`,
      },
      {
        label: 'Size',
        value:
          size === null
            ? 'not known'
            : `${bytes(size)} at most, on a table of ${bytes(table.bytes)}`,
      },
      {
        label: 'Free disk',
        value:
          facts.freeBytes === null
            ? 'not visible from here'
            : `${bytes(facts.freeBytes)} on ${facts.node}`,
      },
      { label: 'Undo', value: `drop ${quotedName}, without blocking anybody` },
    ],
    notes: notesOf(wished, facts),
  }
}

const kindOf = ({ method, unique }: IndexInput): string =>
  method === 'btree' ? (unique ? 'unique ' : '') : `${method.toUpperCase()} `

const notesOf = (wished: IndexInput, facts: TableFacts): readonly string[] => [
  ...facts.longTransactions.map(
    one => `The build waits for ${sessionLabelOf(one)} to end its transaction.`,
  ),
  ...facts.preparedTransactions.map(
    gid =>
      `The build waits for the prepared transaction ${gid}, which no session will end by itself.`,
  ),
  ...(wished.unique ? ['If there are duplicates the build fails, and nothing is left of it.'] : []),
  ...(facts.serves.length === 0
    ? [
        'No statement of the application that it could serve was seen, so its effect cannot be measured.',
      ]
    : []),
]

const stepsOf = (wished: IndexInput, facts: TableFacts): readonly Step[] => {
  const { table, quotedName, node } = facts
  const index = `${table.quotedSchema}.${quotedName}`
  const effect: Effect = {
    change: 'create',
    kind: 'index',
    object: index,
    bytes: sizeOf(facts),
    lock: { table: table.quoted, mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
  }
  const on = {
    kind: 'sql',
    node,
    database: facts.database,
    role: table.owner,
    values: [],
    deadlineSeconds,
  } as const
  const drop = `DROP INDEX CONCURRENTLY ${index}`
  const build: Step = {
    title: `Build ${quotedName}`,
    action: {
      ...on,
      statement: createIndex(textOf(wished), { index: quotedName, table: table.quoted }),
      state: { text: indexState, values: [table.schema, facts.name, table.oid] },
      repair: drop,
      locking: 'concurrent',
      progress: 'create_index',
    },
    effects: [effect],
    onFailure: 'undo',
    undo: {
      title: `Drop ${quotedName}`,
      action: {
        ...on,
        statement: drop,
        state: { text: goneState, values: [table.schema, facts.name] },
        repair: null,
        locking: 'concurrent',
        progress: null,
      },
      effects: [{ ...effect, change: 'drop' }],
    },
  }
  const expressions = facts.parts.elements.some(({ expression }) => expression !== null)
  return expressions ? [build, analyse(facts, on, index)] : [build]
}

/** The planner knows nothing about an expression until its index has statistics. */
const analyse = (
  { table, name }: TableFacts,
  on: Pick<SqlAction, 'kind' | 'node' | 'database' | 'role' | 'values' | 'deadlineSeconds'>,
  index: string,
): Step => ({
  title: `Collect statistics for ${index}`,
  action: {
    ...on,
    statement: `ANALYZE ${table.quoted}`,
    state: { text: statisticsState, values: [table.schema, name] },
    repair: null,
    locking: 'short',
    progress: null,
  },
  effects: [],
  onFailure: 'finish',
  undo: null,
})

const indexState = `select case when i.indexrelid is null then 'absent' when i.indisvalid then 'present' else 'partial' end as state
from (select 1) one left join (pg_index i join pg_class c on c.oid = i.indexrelid
  join pg_namespace n on n.oid = c.relnamespace) on n.nspname = $1 and c.relname = $2 and i.indrelid = $3::oid`

// A drop that was interrupted leaves the index invalid: then it is simply still to be dropped.
const goneState = `select case when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2) then 'absent' else 'present' end as state`

const statisticsState = `select case when exists (select from pg_stats where schemaname = $1 and tablename = $2)
  then 'present' else 'absent' end as state`
