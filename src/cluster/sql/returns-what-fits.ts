/** Whether the rows that a statement returns are the rows that fit its condition, so that their number tells how many fit. */
import { isNode, parseSql, walk } from '#cluster/sql/parse'

/** False where rows are counted, grouped, made distinct or cut off after a sort: few come back from any number. */
export const returnsWhatFits = (text: string): boolean => {
  const parsed = parseSql(text)
  const select = parsed.ok ? parsed.statements[0]?.['SelectStmt'] : undefined
  if (!isNode(select)) return false
  const folds = ['groupClause', 'distinctClause', 'havingClause', 'windowClause', 'limitOffset']
  if (folds.some(clause => clause in select)) return false
  if ('limitCount' in select && 'sortClause' in select) return false
  let calls = false
  walk(select['targetList'], kind => {
    // An aggregate is written like any other function.
    if (kind === 'FuncCall') calls = true
  })
  return !calls
}
