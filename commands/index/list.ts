import { z } from 'zod'
import { noTableNamed } from '#checks/refusals'
import {
  allIndexes,
  type Index,
  type IndexUse,
  indexesOf,
  indexUse,
  lockedTables,
  mostIndexes,
} from '#cluster/facts/index/indexes'
import { indexRemark, lastUsed } from '#cluster/facts/index/remark'
import { findTables, type Table, tableNames } from '#cluster/facts/table/tables'
import { answers } from '#model/command'
import { flag, line } from '#model/input'
import { answer } from '#model/reply'
import type { Reader } from '#model/view'
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
      .describe('yes lists only those that no node that answers ever used'),
  }),
  async answer({ input, view }) {
    const now = new Date()
    const blind = view.unreachable.length > 0
    const typed = input.table
    const tables = typed === undefined ? undefined : await findTables(view.primary, typed)
    if (typed !== undefined && tables?.length === 0)
      return noTableNamed(typed, await tableNames(view.primary))
    const { indexes, unlisted } = await (tables
      ? ofTables(view.primary, tables)
      : ofDatabase(view.primary))
    const use = await indexUse(
      view,
      indexes.map(({ oid }) => oid),
    )
    const byTable = Map.groupBy(indexes, ({ tableOid }) => tableOid)
    const about = indexes.map(index => ({
      index,
      use: use.get(index.oid) ?? [],
      scans: scansOf(use.get(index.oid)),
      remark: indexRemark(index, byTable.get(index.tableOid) ?? [], {
        use: use.get(index.oid) ?? [],
        blind,
        now,
      }),
    }))
    const shown = about
      .filter(({ scans }) => !input.unused || scans === 0)
      .toSorted(
        (one, other) =>
          weight(other.remark) - weight(one.remark) || other.index.bytes - one.index.bytes,
      )
    const lines = [
      ...unlisted,
      ...(blind ? [`Use on ${view.unreachable.join(', ')} is not known: no answer.`] : []),
    ]
    const where = tables?.map(({ quoted }) => quoted).join(', ') ?? view.database
    if (shown.length === 0)
      return answer(
        input.unused ? `No index of ${where} is without use.` : `${where} has no index.`,
        { lines },
      )
    const remarkable = shown.filter(({ remark }) => remark !== '').length
    // The index of a partitioned table is as large as its parts, which are listed beside it.
    const onDisk = shown.filter(({ index }) => tables !== undefined || !index.partitioned)
    return answer(
      `${counted(shown.length, 'index', 'indexes')}, ${bytes(onDisk.reduce((sum, { index }) => sum + index.bytes, 0))}; ${count(remarkable)} to look at.`,
      {
        lines,
        table: {
          columns: ['Index', 'Table', 'Size', 'Scans by node', 'Remark'],
          rows: shown.map(({ index, use: byNode, remark }) => [
            index.name,
            index.quotedTable,
            bytes(index.bytes),
            usedOn(byNode),
            remark,
          ]),
        },
        file: {
          name: `indexes-${view.cluster.name}.sql`,
          text: `${shown.map(({ index }) => `${index.definition};`).join('\n')}\n`,
        },
      },
    )
  },
})

const usedOn = (use: readonly IndexUse[]): string => {
  const last = lastUsed(use)
  const scans = use.map(one => `${one.node} ${count(one.scans)}`).join(', ')
  return last === null ? scans : `${scans}; last ${last}`
}

interface Listed {
  readonly indexes: readonly Index[]
  /** What is not in the list, in sentences. */
  readonly unlisted: readonly string[]
}

const ofTables = async (reader: Reader, tables: readonly Table[]): Promise<Listed> => ({
  indexes: (await Promise.all(tables.map(({ oid }) => indexesOf(reader, oid)))).flat(),
  unlisted: [],
})

const ofDatabase = async (reader: Reader): Promise<Listed> => {
  const [indexes, locked] = await Promise.all([allIndexes(reader), lockedTables(reader)])
  return {
    indexes,
    unlisted: [
      ...(locked.length === 0
        ? []
        : [
            `Not listed: indexes of ${locked.join(', ')}, locked against everybody just now. Ask again later.`,
          ]),
      ...(indexes.length < mostIndexes
        ? []
        : [`The ${count(mostIndexes)} largest are listed: name a \`table=\` for others.`]),
    ],
  }
}

const scansOf = (use: readonly IndexUse[] | undefined): number =>
  (use ?? []).reduce((sum, { scans }) => sum + scans, 0)

const weight = (remark: string): number => {
  if (remark === 'invalid') return 3
  if (/^(same|covered)/.test(remark)) return 2
  return remark === '' ? 0 : 1
}
