/** The planner's estimate of the share of a table's rows that a search finds, whatever the value. */
import { withOwnCode } from '#cluster/facts/table/own-code'
import type { Table } from '#cluster/facts/table/tables'
import type { Suggestion } from '#cluster/sql/suggest-index'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export type Fitting =
  | { readonly known: true; readonly share: number }
  /** Why PostgreSQL was not asked, or gave no estimate. */
  | { readonly known: false; readonly because: string }

/**
 * Names are found in pg_catalog alone. Each value is a row's own, by a subquery that nothing runs: the planner knows its
 * type and not the value, so there is nothing to compute over statistics.
 */
export const shareThatFits = async (
  reader: Reader,
  { oid, quoted }: Pick<Table, 'oid' | 'quoted'>,
  { searches, where }: Pick<Suggestion, 'searches' | 'where'>,
): Promise<Fitting> => {
  const unknown = (because: string): Fitting => ({ known: false, because })
  if ((await withOwnCode(reader, [oid])).size > 0)
    return unknown(`planning could run functions of the database that ${quoted} depends on`)
  const conditions = searches.map(({ key, to }) => {
    const value = `(select ${key} from ${quoted} limit 1)`
    return `${key} ${to.replaceAll('$', () => value)}`
  })
  const fitting = [...conditions, ...(where === null ? [] : [where])].join(' and ')
  const rows = async (condition: string): Promise<number> => {
    const [row] = await reader.read<Explained>(
      `explain (format json) select from ${quoted} where ${condition}`,
    )
    return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
  }
  try {
    const [all, some] = await Promise.all([rows('true'), rows(fitting)])
    return { known: true, share: some / Math.max(1, all) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code === 'sql.42501') return unknown(`Howdah’s login may not read ${quoted}`)
    if (error.code.startsWith('sql.42'))
      return unknown('PostgreSQL’s own functions and operators alone do not make the condition')
    throw error
  }
}

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[]
}
