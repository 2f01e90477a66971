/**
 * Names that are no names: a word where no table could have such a column (`insert into t values (SECRET)`), and
 * a quoted name that reads like data (`where email = "olga@example.org"`). They are values that lack their quotes.
 */

import { mayBeData } from '#cluster/sql/may-be-data'
import { isNode, type Node, namesIn } from '#cluster/sql/parse'

/** Places of such names in the statement, in bytes as the parser counts. */
export const strayNames = (statement: Node): readonly number[] => {
  const found: number[] = []
  look(statement, false, found)
  return found
}

const look = (value: unknown, scoped: boolean, found: number[]): void => {
  if (Array.isArray(value)) {
    for (const one of value) look(one, scoped, found)
    return
  }
  if (!isNode(value)) return
  for (const [key, member] of Object.entries(value)) {
    if (!isNode(member)) look(member, scoped, found)
    else if (key === 'ColumnRef') lookAtName(member, scoped, found)
    else if (key === 'SelectStmt' || key === 'larg' || key === 'rarg')
      lookAtSelect(member, scoped, found)
    else if (/^(?:Update|Delete|Merge|Index|Create|AlterTable|View)Stmt$/.test(key))
      look(member, true, found)
    else if (key === 'InsertStmt') lookAtInsert(member, scoped, found)
    else look(member, scoped, found)
  }
}

const lookAtName = ({ fields, location }: Node, scoped: boolean, found: number[]): void => {
  const names = namesIn(fields)
  if (typeof location !== 'number') return
  if (names.length > 0 && (!scoped || names.some(mayBeData))) found.push(location)
}

const lookAtSelect = (select: Node, scoped: boolean, found: number[]): void => {
  const { fromClause, withClause, larg, rarg, ...own } = select
  const tables = Array.isArray(fromClause) && fromClause.length > 0
  look({ withClause, larg, rarg }, scoped, found)
  // ORDER BY of a UNION names columns of its result.
  look({ fromClause, ...own }, scoped || tables || isNode(larg), found)
}

/** The rows to insert see no column; RETURNING and ON CONFLICT do. */
const lookAtInsert = (insert: Node, scoped: boolean, found: number[]): void => {
  const { selectStmt, withClause, ...own } = insert
  look({ selectStmt, withClause }, scoped, found)
  look(own, true, found)
}
