import { z } from 'zod'
import { indexRemark, lastUsed } from '#cluster/index-remark'
import { allIndexes, type IndexUse, indexUse } from '#cluster/indexes'
import { answer, answers } from '#engine/command'
import { flag, line } from '#engine/input'
import { bytes, count } from '#engine/spoken'

export const indexList = answers({
  words: 'index list',
  summary: 'Indexes with size and use on every node: invalid, duplicate and unused ones first',
  example: 'table=users',
  first: 'table',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    table: line.optional().describe('Only indexes of this table'),
    unused: flag
      .default(false)
      .describe('yes lists only those that no node that answers ever used'),
  }),
  async answer({ input, view }) {
    if (!view) throw new Error('asked without a view')
    const table = typeof input['table'] === 'string' ? input['table'] : undefined
    const now = new Date()
    const blind = view.unreachable.length > 0
    const [indexes, use] = await Promise.all([allIndexes(view.primary), indexUse(view, null)])
    const about = indexes.map(index => ({
      index,
      use: use.get(index.oid) ?? [],
      scans: scansOf(use.get(index.oid)),
      remark: indexRemark(index, indexes, { use: use.get(index.oid) ?? [], blind, now }),
    }))
    const shown = about
      .filter(
        ({ index, scans }) =>
          (table === undefined || index.table === table || index.quotedTable === table) &&
          (input['unused'] !== true || scans === 0),
      )
      .toSorted(
        (one, other) =>
          weight(other.remark) - weight(one.remark) || other.index.bytes - one.index.bytes,
      )
    if (shown.length === 0) return answer('There are no such indexes.')
    const remarkable = shown.filter(({ remark }) => remark !== '').length
    return answer(
      `${shown.length} indexes, ${bytes(shown.reduce((sum, { index }) => sum + index.bytes, 0))}; ${remarkable} to look at.`,
      {
        lines: blind ? [`Use on ${view.unreachable.join(', ')} is not known: no answer.`] : [],
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

const scansOf = (use: readonly IndexUse[] | undefined): number =>
  (use ?? []).reduce((sum, { scans }) => sum + scans, 0)

const weight = (remark: string): number => {
  if (remark === 'invalid') return 3
  if (/^(same|covered)/.test(remark)) return 2
  return remark === '' ? 0 : 1
}
