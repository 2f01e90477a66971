/** The planner's estimate of the share of a table's rows that a search finds, whatever the value. */
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
  const [own] = await reader.read<{ own: boolean }>(ownFunctions, [oid])
  if (own?.own !== false)
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

// A plan computes constants in each index, constraint, policy and generated column, all of which depend on the table.
// PostgreSQL keeps no dependency on what initdb made.
const ownFunctions = `with tree as (select $1::oid as oid union select relid from pg_partition_tree($1::oid::regclass)),
  parts (class, oid) as (select 'pg_class'::regclass, oid from tree
    union select classid, objid from pg_depend join tree on refobjid = tree.oid and refclassid = 'pg_class'::regclass
      where classid not in ('pg_rewrite'::regclass, 'pg_trigger'::regclass))
select exists (select from pg_depend d join parts p on p.class = d.classid and p.oid = d.objid
  where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)) as own`
