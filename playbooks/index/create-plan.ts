/** The plan of an index build: exact statements, figures and notes for the approver. */

import type { Unrun } from '#cluster/facts/index/expressions'
import type { Index } from '#cluster/facts/index/indexes'
import { btreeRowMost } from '#cluster/facts/index/long-values'
import type { Partition } from '#cluster/facts/index/partitions'
import type { TableFacts } from '#cluster/facts/index/requested'
import type { Tried } from '#cluster/facts/index/trial'
import type { Untried } from '#cluster/facts/index/untried'
import { longSeconds } from '#cluster/facts/lock/waits-for'
import { walOf } from '#cluster/facts/node/wal'
import { createIndexStatement } from '#cluster/sql/index-definition'
import type { Claim } from '#model/claim'
import type { Effect } from '#model/effect'
import type { PlanBody } from '#model/plan'
import {
  analyseTable,
  buildIndex,
  dropIndex,
  type IndexStep,
  type Names,
} from '#playbooks/index/actions'
import { type IndexInput, textOf } from '#playbooks/index/create-input'
import { partOf, sizeOf } from '#playbooks/index/create-size'
import { isPartitioned, unfinished } from '#playbooks/index/partitioned-facts'
import { partitionedSteps } from '#playbooks/index/partitioned-steps'
import {
  partitionedEstimates,
  partitionedLocks,
  partitionedNotes,
  partitionedUndo,
} from '#playbooks/index/partitioned-words'
import { walEstimates, walNotes } from '#playbooks/shared/disk-room'
import { concurrentLocks } from '#playbooks/shared/locks'
import { bytes, diskOf, fewOf } from '#text/figures'

export const planOf = (wished: IndexInput, read: TableFacts, trial: Tried | Untried): PlanBody => {
  const whole = unfinished(wished, read)
  const facts = whole ? calledAs(whole, read) : read
  const { table, quotedName } = facts
  const where = wished.where === undefined ? '' : ` where ${wished.where}`
  const tried = trial.kind === 'tried' ? trial : null
  const names = tried?.catalogue === true ? ({ names: 'catalogue' } as const) : {}
  const counted = tried !== null && tried.uncounted === null ? tried : null
  const sized = (one: Pick<Partition, 'rows' | 'bytes'>): number | null =>
    counted && sizeOf(wished.method, partOf(counted, facts, one), one)
  const size =
    whole && facts.partitions
      ? sumOf(facts.partitions.all.filter(one => one.same === null && isLeaf(one)).map(sized))
      : counted && sizeOf(wished.method, counted, table)
  const steps = isPartitioned(facts)
    ? withStatistics(partitionedSteps(wished, facts, sized, names), facts)
    : stepsOf(wished, facts, size, names)
  return {
    headline: `${whole ? 'Complete' : 'Build'} ${kindOf(wished)}index ${quotedName} on ${table.quoted} (${wished.columns})${where}`,
    steps,
    claims: [
      {
        on: 'relation',
        key: `${facts.database}/${table.oid}`,
        label: table.quoted,
        mode: 'exclusive',
      },
      ...(facts.partitions?.all ?? []).map(
        ({ oid, quoted }): Claim => ({
          on: 'relation',
          key: `${facts.database}/${oid}`,
          label: quoted,
          mode: 'exclusive',
        }),
      ),
    ],
    estimates: [
      ...steps
        .slice(0, 1)
        .flatMap(({ action }) =>
          isPartitioned(facts)
            ? [partitionedLocks(facts, action, whole), ...partitionedEstimates(facts)]
            : [concurrentLocks(table.quoted, action)],
        ),
      {
        label: 'Size',
        value:
          size === null
            ? `not known, on a table of ${bytes(table.bytes)}`
            : `about ${bytes(size)}, on a table of ${bytes(table.bytes)}`,
      },
      {
        label: 'Free disk',
        value:
          tried === null || tried.freeBytes === null
            ? 'not visible from here'
            : [{ node: facts.node, freeBytes: tried.freeBytes }, ...tried.replicasFree]
                .map(({ node, freeBytes }) => `${bytes(freeBytes)} on ${diskOf(node, tried)}`)
                .join(', '),
      },
      ...(tried && size !== null ? walEstimates(tried.wal, walOf(wished.method, size)) : []),
      ...(facts.waitsFor.length === 0
        ? [
            {
              label: 'Waits for',
              value: `transactions that are open when it begins; none has been open for over ${longSeconds} s now`,
            },
          ]
        : []),
      isPartitioned(facts)
        ? partitionedUndo(facts, whole)
        : { label: 'Undo', value: `drop ${quotedName}, without blocking reads or writes` },
    ],
    notes: [
      ...untriedNote(trial),
      ...uncountedNote(tried),
      ...unrunNotes(tried?.unrun ?? []),
      ...walNotes(tried?.wal ?? null),
      ...(isPartitioned(facts) ? partitionedNotes(facts, whole) : []),
      ...notesOf(wished, facts),
    ],
  }
}

/** The names of the index that is there already. */
const calledAs = ({ name, quoted }: Index, facts: TableFacts): TableFacts => ({
  ...facts,
  name,
  quotedName: quoted.slice(facts.table.quotedSchema.length + 1),
})

const isLeaf = ({ kind }: Partition): boolean => kind === 'table'

/** Null where a part is not known. */
const sumOf = (pieces: readonly (number | null)[]): number | null =>
  pieces.reduce<number | null>(
    (sum, piece) => (sum === null || piece === null ? null : sum + piece),
    0,
  )

const methodNames = {
  btree: 'B-tree',
  hash: 'hash',
  gin: 'GIN',
  gist: 'GiST',
  spgist: 'SP-GiST',
  brin: 'BRIN',
} as const

const kindOf = ({ method, unique }: IndexInput): string =>
  method === 'btree' ? (unique ? 'unique ' : '') : `${methodNames[method]} `

/** Without a trial only the build itself will tell. */
const untriedNote = (trial: Tried | Untried): readonly string[] =>
  trial.kind === 'tried'
    ? []
    : [`The definition could not be tested first: ${trial.because}. ${trial.way}`]

/** The room was checked all the same, for every row. */
const uncountedNote = (tried: Tried | null): readonly string[] =>
  tried === null || tried.uncounted === null
    ? []
    : [
        `Size and WAL${tried.wal?.replicas === true ? ', which replicas have to receive,' : ''} are not known. ${tried.uncounted}`,
      ]

/** Only the build runs functions of the database. */
const unrunNotes = (unrun: readonly Unrun[]): readonly string[] =>
  unrun.map(
    ({ name, resolved }) =>
      `Nothing ran \`${name}\` yet: if it fails on a row, the build fails.${resolved ? '' : ' From 17 on a build has an empty search_path: let the function name the schema of what it uses, or give it its own with `ALTER FUNCTION … SET search_path`.'}`,
  )

const notesOf = (wished: IndexInput, facts: TableFacts): readonly string[] => [
  ...facts.waitsFor.map(who => `The build waits for ${who}.`),
  ...(wished.method === 'gin'
    ? [
        'The size of a GIN index depends on how many keys each value has: with trigrams or words it may outgrow the table. The room on the disk was therefore not checked: make sure that there is enough.',
      ]
    : []),
  ...(wished.unique
    ? [
        'If there are duplicates, the build fails and leaves nothing behind.',
        'From the start of the build the application can no longer write duplicates, even if the build then fails.',
      ]
    : []),
  ...(wished.method === 'btree'
    ? facts.longColumns.map(
        column =>
          `The table has values of over 2 kB. If one is in \`${column}\` and takes more than ${bytes(btreeRowMost)} in the index, the build fails, and later such rows are rejected. \`method=hash\`, or \`columns=md5(…)\` for text, takes any length, but serves equality only.`,
      )
    : []),
  ...(facts.serves.length === 0
    ? [
        `${facts.unseen ?? 'No statement of the application that it could serve was seen'}, so its effect cannot be measured.`,
      ]
    : []),
  ...(facts.mingled.length === 0
    ? []
    : [
        `PostgreSQL counts the same statement on ${fewOf(facts.mingled)} along with it, so the measured effect may be of those calls too.`,
      ]),
]

const stepsOf = (
  wished: IndexInput,
  facts: TableFacts,
  size: number | null,
  names: Names,
): readonly IndexStep[] => {
  const { table, quotedName } = facts
  const quoted = `${table.quotedSchema}.${quotedName}`
  const effect: Effect = {
    change: 'create',
    kind: 'index',
    object: quoted,
    bytes: size === null ? null : Math.round(size),
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
  const statement = createIndexStatement(textOf(wished), { index: quotedName, table: table.quoted })
  const build: IndexStep = {
    title: `Build ${quotedName}`,
    action: buildIndex(place, statement, names),
    effects: [effect],
    onFailure: 'undo',
    undo: {
      title: `Drop ${quotedName}`,
      action: dropIndex(place, true),
      effects: [{ ...effect, change: 'drop' }],
    },
  }
  return withStatistics([build], facts)
}

/** The statistics of the whole, where the index has an expression. */
const withStatistics = (
  steps: readonly IndexStep[],
  { parts, table, quotedName }: TableFacts,
): readonly IndexStep[] => {
  const [first] = steps
  const expressions = parts.elements.some(({ expression }) => expression !== null)
  return expressions && first
    ? [
        ...steps,
        {
          title: `Collect statistics for ${table.quotedSchema}.${quotedName}`,
          action: analyseTable({ ...first.action, role: table.owner }, table.quoted),
          effects: [],
          onFailure: 'finish',
          undo: null,
        },
      ]
    : steps
}
