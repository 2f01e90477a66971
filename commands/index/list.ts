import { z } from 'zod'
import { isUnused, shortDays, sinceBuilt, youngCounters } from '#cluster/facts/index/counted'
import { foldPartitions, weightOf } from '#cluster/facts/index/fold'
import {
  allIndexes,
  countIndexes,
  type Index,
  type IndexUse,
  indexesOf,
  indexUse,
  lockedTables,
  mostIndexes,
} from '#cluster/facts/index/indexes'
import { indexRemark, lastUsed } from '#cluster/facts/index/remark'
import { partitionsOf, type RootedPartition } from '#cluster/facts/table/partitions'
import { findNoTable, findTables, type Table, tableNames } from '#cluster/facts/table/tables'
import { answers } from '#model/command'
import { flag, line } from '#model/input'
import { type Answer, answer } from '#model/reply'
import type { Reader, View } from '#model/view'
import { noTableNamed } from '#playbooks/shared/refusals'
import { bytes, count, counted } from '#text/figures'

export const indexList = answers({
  words: 'index list',
  summary: 'Indexes with size and use on every node: invalid, duplicate and unused ones first',
  example: 'table=users',
  first: 'table',
  daily: true,
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    table: line.optional().describe('Only indexes of this table'),
    unused: flag
      .default(false)
      .describe(
        `yes lists only those without a scan in ${shortDays} days or more, on any node that answers`,
      ),
  }),
  async answer({ input, view, engine }) {
    const tables = input.table === undefined ? null : await findTables(view.primary, input.table)
    if (input.table !== undefined && tables?.length === 0)
      return noTableNamed(
        input.table,
        await tableNames(view.primary),
        await findNoTable(view.primary, input.table),
      )
    const listed = await (tables ? ofTables(view.primary, tables) : ofDatabase(view.primary))
    const use = await indexUse(
      view,
      listed.indexes.map(({ oid }) => oid),
    )
    return listOf(view, {
      ...listed,
      use,
      built: await engine.indexesBuilt(view.cluster.name, view.database),
      tables: tables?.map(({ quoted }) => quoted) ?? null,
      partitions: tables ? [] : await partitionsOf(view.primary),
      unusedOnly: input.unused,
      now: new Date(),
    })
  },
})

interface ListFacts {
  readonly indexes: readonly Index[]
  /** Count of what there is, listed or not. */
  readonly total: number
  /** Quoted names of tables whose indexes cannot be read now. */
  readonly locked: readonly string[]
  readonly use: ReadonlyMap<string, readonly IndexUse[]>
  /** When Howdah built an index, by quoted name. */
  readonly built: ReadonlyMap<string, string>
  /** Quoted names of the tables asked about; null for the whole database. */
  readonly tables: readonly string[] | null
  readonly partitions: readonly RootedPartition[]
  readonly unusedOnly: boolean
  readonly now: Date
}

export const listOf = (
  { cluster, database, unreachable }: Pick<View, 'cluster' | 'database' | 'unreachable'>,
  { indexes, total, locked, use, built, tables, partitions, unusedOnly, now }: ListFacts,
): Answer => {
  const blind = unreachable.length > 0
  const byTable = Map.groupBy(indexes, ({ tableOid }) => tableOid)
  const shown = indexes
    .map(index => {
      const own = sinceBuilt(index, use.get(index.oid) ?? [], built)
      const all = byTable.get(index.tableOid) ?? []
      return { index, use: own, remark: indexRemark(index, all, { use: own, blind, now }) }
    })
    .filter(one => !unusedOnly || isUnused(one.use, now))
    .toSorted(
      (one, other) =>
        weightOf(other.remark) - weightOf(one.remark) || other.index.bytes - one.index.bytes,
    )
  const isCut = tables === null && indexes.length >= mostIndexes && total > indexes.length
  const young = youngCounters(use.values(), now)
  const lines = [
    ...(locked.length === 0
      ? []
      : [
          `Not listed are the indexes of ${locked.join(', ')}, exclusively locked right now. Ask again later.`,
        ]),
    ...(isCut ? ['Invalid ones come first, then the largest: name a `table=` for others.'] : []),
    ...unreachable.map(({ name, because }) => `Use on ${name} is not known. ${because}`),
    ...(young === undefined ? [] : [young]),
  ]
  const where = tables?.join(', ') ?? database
  if (shown.length === 0)
    return answer(
      unusedOnly ? `No index of ${where} is known to be unused.` : `${where} has no index.`,
      {
        lines,
      },
    )
  const remarkable = shown.filter(({ remark }) => remark !== '').length
  const folded = foldPartitions(shown, partitions).toSorted(
    (one, other) => other.weight - one.weight || other.bytes - one.bytes,
  )
  // The index of a partitioned table is as large as the parts, which are listed too.
  const onDisk = shown.filter(({ index }) => tables !== null || !index.partitioned)
  return answer(
    `${isCut && !unusedOnly ? `${count(shown.length)} of ` : ''}${counted(isCut && !unusedOnly ? total : shown.length, 'index', 'indexes')}, ${bytes(onDisk.reduce((sum, { index }) => sum + index.bytes, 0))}; ${remarkable === 0 ? 'nothing' : count(remarkable)} to review.`,
    {
      lines,
      table: {
        columns: ['Index', 'Remark', 'Size', 'Table', 'Scans by node'],
        rows: folded.map(({ name, table, size, use: byNode, remark }) => [
          name,
          remark,
          size,
          table,
          usedOn(byNode),
        ]),
        ...(folded.length < shown.length
          ? {
              whole: shown.map(({ index, use: byNode, remark }) => [
                index.name,
                remark,
                bytes(index.bytes),
                index.quotedTable,
                usedOn(byNode),
              ]),
            }
          : {}),
      },
      file: {
        name: `indexes-${cluster.name}.sql`,
        text: `${shown.map(({ index }) => `${index.definition};`).join('\n')}\n`,
      },
    },
  )
}

const usedOn = (use: readonly IndexUse[]): string => {
  const last = lastUsed(use)
  const scans = use.map(one => `${one.node} ${count(one.scans)}`).join(', ')
  return last === null ? scans : `${scans}; last ${last}`
}

type Listed = Pick<ListFacts, 'indexes' | 'total' | 'locked'>

const ofTables = async (reader: Reader, tables: readonly Table[]): Promise<Listed> => {
  const indexes = (await Promise.all(tables.map(({ oid }) => indexesOf(reader, oid)))).flat()
  return { indexes, total: indexes.length, locked: [] }
}

const ofDatabase = async (reader: Reader): Promise<Listed> => {
  const [indexes, total, locked] = await Promise.all([
    allIndexes(reader),
    countIndexes(reader),
    lockedTables(reader),
  ])
  return { indexes, total, locked }
}
