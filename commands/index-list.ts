import { z } from 'zod'
import { allIndexes, type Index, type IndexUse, indexUse } from '#cluster/indexes'
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
    unused: flag.default(false).describe('yes lists only those that no node ever used'),
  }),
  async answer({ input, view }) {
    if (!view) throw new Error('asked without a view')
    const table = typeof input['table'] === 'string' ? input['table'] : undefined
    const [indexes, use] = await Promise.all([allIndexes(view.primary), indexUse(view, null)])
    const about = indexes.map(index => ({
      index,
      scans: scansOf(use.get(index.oid)),
      remark: remarkOf(index, indexes, use.get(index.oid)),
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
    const blind =
      view.unreachable.length === 0
        ? []
        : [`Use on ${view.unreachable.join(', ')} is not known: no answer.`]
    return answer(
      `${shown.length} indexes, ${bytes(shown.reduce((sum, { index }) => sum + index.bytes, 0))}; ${remarkable} to look at.`,
      {
        lines: blind,
        table: {
          columns: ['Index', 'Table', 'Size', `Scans on ${view.nodes.length} nodes`, 'Remark'],
          rows: shown.map(({ index, scans, remark }) => [
            index.name,
            index.quotedTable,
            bytes(index.bytes),
            count(scans),
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

const scansOf = (use: readonly IndexUse[] | undefined): number =>
  (use ?? []).reduce((sum, { scans }) => sum + scans, 0)

const remarkOf = (
  index: Index,
  all: readonly Index[],
  use: readonly IndexUse[] | undefined,
): string => {
  if (!index.valid) return 'invalid'
  const twin = all.find(other => other.oid !== index.oid && bodyOf(other) === bodyOf(index))
  if (twin && index.constraint === null) return `same as ${twin.name}`
  if (scansOf(use) > 0 || index.unique) return ''
  const since = (use ?? []).map(one => one.since).find(one => one !== null)
  return `unused since ${since?.slice(0, 10) ?? 'statistics began'}`
}

/** Everything but the name. */
const bodyOf = ({ definition, tableOid }: Index): string =>
  `${tableOid} ${definition.slice(definition.indexOf(' USING '))}`

const weight = (remark: string): number => {
  if (remark === 'invalid') return 3
  if (remark.startsWith('same')) return 2
  return remark === '' ? 0 : 1
}
