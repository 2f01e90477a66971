/** What exactly is done to build an index, and what an approver should know. */
import { buildIndex, dropIndex, type IndexPlace } from '#cluster/index-actions'
import type { TableFacts } from '#cluster/index-wish'
import { createIndex } from '#cluster/parse/index-definition'
import { sessionLabelOf } from '#cluster/sessions'
import type { Effect, PlanBody, Step } from '#engine/playbook'
import { bytes } from '#engine/spoken'
import { type IndexInput, textOf } from '#playbooks/index/create-input'
import { sizeOf } from '#playbooks/index/create-size'

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
  const { table, quotedName } = facts
  const quoted = `${table.quotedSchema}.${quotedName}`
  const effect: Effect = {
    change: 'create',
    kind: 'index',
    object: quoted,
    bytes: sizeOf(facts),
    lock: { table: table.quoted, mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
  }
  const place = {
    node: facts.node,
    database: facts.database,
    role: table.owner,
    schema: table.schema,
    name: facts.name,
    quoted,
    tableOid: table.oid,
  }
  const statement = createIndex(textOf(wished), { index: quotedName, table: table.quoted })
  const build: Step = {
    title: `Build ${quotedName}`,
    action: buildIndex(place, statement),
    effects: [effect],
    onFailure: 'undo',
    undo: {
      title: `Drop ${quotedName}`,
      action: dropIndex(place, true),
      effects: [{ ...effect, change: 'drop' }],
    },
  }
  const expressions = facts.parts.elements.some(({ expression }) => expression !== null)
  return expressions ? [build, analyse(facts, place)] : [build]
}

/** The planner knows nothing about an expression until its index has statistics. */
const analyse = ({ table }: TableFacts, place: IndexPlace): Step => ({
  title: `Collect statistics for ${place.quoted}`,
  action: {
    kind: 'sql',
    node: place.node,
    database: place.database,
    role: place.role,
    statement: `ANALYZE ${table.quoted}`,
    values: [],
    state: { text: statisticsState, values: [place.schema, place.name] },
    repair: null,
    again: true,
    locking: 'short',
    deadlineSeconds: 3_600,
    progress: null,
  },
  effects: [],
  onFailure: 'finish',
  undo: null,
})

const statisticsState = `select case when exists (select from pg_stats where schemaname = $1 and tablename = $2)
  then 'present' else 'absent' end as state`
