/**
 * The steps that build an index of a partitioned table while reads and writes go on. The index of the whole comes
 * first, without parts: from then on PostgreSQL gives each new partition a part. An attached part goes only with the
 * whole, so the way back from an attachment drops the index that the part is attached to. Where the whole was there
 * before, that would drop more than the plan has made: nothing is taken back then.
 */

import type { Partition } from '#cluster/facts/index/partitions'
import type { IndexPlace } from '#cluster/facts/index/place'
import type { TableFacts } from '#cluster/facts/index/requested'
import { createIndexStatement } from '#cluster/sql/index-definition'
import type { Effect } from '#model/effect'
import {
  attachIndex,
  buildIndex,
  dropIndex,
  dropWholeIndex,
  type IndexStep,
  makeWholeIndex,
  type Names,
} from '#playbooks/index/actions'
import { type IndexInput, textOf } from '#playbooks/index/create-input'
import { type PartitionedFacts, unfinished } from '#playbooks/index/partitioned-facts'

/** `sizeOf` estimates the index of one partition; null where that is not known. */
export const partitionedSteps = (
  wished: IndexInput,
  facts: PartitionedFacts,
  sizeOf: (one: Partition) => number | null,
  names: Names,
): readonly IndexStep[] => {
  const steps = allSteps(wished, facts, sizeOf, names)
  return unfinished(wished, facts) === null ? steps : steps.map(step => ({ ...step, undo: null }))
}

const allSteps = (
  wished: IndexInput,
  facts: PartitionedFacts,
  sizeOf: (one: Partition) => number | null,
  names: Names,
): readonly IndexStep[] => {
  const isThere = unfinished(wished, facts) !== null
  const { all } = facts.partitions
  const whole = wholeOf(facts)
  const wholes = new Map([
    [facts.table.oid, whole],
    ...all
      .filter(({ kind }) => kind === 'partitioned table')
      .map(one => [one.oid, placeOf(facts, one)] as const),
  ])
  const leaves = all.filter(({ kind }) => kind === 'table')
  const parentOf = ({ parentOid }: Partition): IndexPlace => wholes.get(parentOid) ?? whole
  const attaching = (one: Partition): IndexStep =>
    attach(parentOf(one), facts, one, isThere ? null : (one.same?.createStatement ?? null))
  const apart = leaves.filter(({ attached }) => !attached)
  return [
    ...(isThere ? [] : [make(wished, whole, facts.table.quoted, facts.quotedName, all, names)]),
    ...all
      .filter(({ oid, same }) => wholes.has(oid) && same === null)
      .map(one => make(wished, placeOf(facts, one), one.quoted, one.quotedIndex, [], names)),
    ...leaves
      .filter(({ same }) => same === null)
      .map(one => build(wished, facts, one, sizeOf(one), names)),
    ...apart.filter(({ same }) => same === null).map(attaching),
    ...apart.filter(({ same }) => same !== null).map(attaching),
    ...all
      .filter(({ oid, attached }) => wholes.has(oid) && !attached)
      .toReversed()
      .map(attaching),
  ]
}

const wholeOf = ({ table, name, quotedName, node, database }: TableFacts): IndexPlace => ({
  node,
  database,
  role: table.owner,
  schema: table.schema,
  name,
  quoted: `${table.quotedSchema}.${quotedName}`,
  tableOid: table.oid,
})

const placeOf = ({ node, database }: TableFacts, one: Partition): IndexPlace => ({
  node,
  database,
  role: one.owner,
  schema: one.schema,
  name: one.same?.name ?? one.indexName,
  quoted: one.same?.quoted ?? `${one.quotedSchema}.${one.quotedIndex}`,
  tableOid: one.oid,
})

const effectOn = (
  change: Effect['change'],
  object: string,
  lock: Effect['lock'],
  bytes: number | null = null,
): Effect => ({ change, kind: 'index', object, bytes, lock })

/** DROP INDEX of a whole locks the table and every partition. */
export const dropWhole = (place: IndexPlace, table: string): NonNullable<IndexStep['undo']> => ({
  title: `Drop ${place.quoted} with its parts`,
  action: dropWholeIndex(place),
  effects: [
    effectOn('drop', place.quoted, { table, mode: 'ACCESS EXCLUSIVE', blocks: 'reads and writes' }),
  ],
})

const make = (
  wished: IndexInput,
  place: IndexPlace,
  table: string,
  index: string,
  all: readonly Partition[],
  names: Names,
): IndexStep => {
  const statement = createIndexStatement(textOf(wished), { index, table }, 'only')
  const back = dropWhole(place, table)
  return {
    title: `Make ${index} on ${table}, without its parts yet`,
    action: makeWholeIndex(place, statement, names),
    alike: [index, table],
    effects: [effectOn('create', place.quoted, { table, mode: 'SHARE', blocks: 'writes' })],
    onFailure: 'undo',
    undo: {
      ...back,
      effects: [
        ...back.effects,
        ...all.flatMap(({ same }) => (same === null ? [] : [effectOn('drop', same.quoted, null)])),
      ],
    },
  }
}

const build = (
  wished: IndexInput,
  facts: TableFacts,
  one: Partition,
  size: number | null,
  names: Names,
): IndexStep => {
  const place = placeOf(facts, one)
  const quoted = { index: one.quotedIndex, table: one.quoted }
  const effect = effectOn(
    'create',
    place.quoted,
    { table: one.quoted, mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
    size === null ? null : Math.round(size),
  )
  return {
    title: `Build ${one.quotedIndex} on ${one.quoted}`,
    action: buildIndex(place, createIndexStatement(textOf(wished), quoted), names),
    alike: [one.quotedIndex, one.quoted],
    effects: [effect],
    onFailure: 'undo',
    undo: {
      title: `Drop ${place.quoted}`,
      action: dropIndex(place, true),
      effects: [{ ...effect, change: 'drop' }],
    },
  }
}

/** ACCESS EXCLUSIVE on the part stops reads of the partition for a moment. */
const attach = (
  whole: IndexPlace,
  facts: TableFacts,
  one: Partition,
  before: string | null,
): IndexStep => {
  const place = placeOf(facts, one)
  const back = dropWhole(whole, one.quoted)
  return {
    title: `Attach ${place.quoted} to ${whole.quoted}`,
    action: attachIndex(whole, place, before),
    alike: [place.quoted],
    effects: [
      effectOn('attach', place.quoted, {
        table: one.quoted,
        mode: 'ACCESS SHARE, and ACCESS EXCLUSIVE on the index',
        blocks: 'reads and writes',
      }),
    ],
    onFailure: 'undo',
    undo:
      before === null
        ? back
        : { ...back, title: `${back.title}, then build ${place.quoted} again` },
  }
}
