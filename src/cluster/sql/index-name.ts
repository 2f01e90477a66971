/**
 * Chooses the name that PostgreSQL would choose: table, columns and `idx`, shortened to 63 bytes, with a
 * number when the name is taken (ChooseIndexName and makeObjectName in src/backend/commands/indexcmds.c).
 */
import type { IndexParts } from '#cluster/sql/index-definition'
import { isNode, namesIn } from '#cluster/sql/parse'

const most = 63

export const indexName = (
  table: string,
  parts: Pick<IndexParts, 'elements' | 'include'>,
  taken: ReadonlySet<string>,
): string => {
  const addition = additionOf(columnNames(parts))
  for (let pass = 0; ; pass += 1) {
    const name = joined(table, addition, pass === 0 ? 'idx' : `idx${pass}`)
    if (!taken.has(name)) return name
  }
}

/** Puts `{table}` and `{columns}` into the inventory's `naming.index`. */
export const indexNameBy = (
  pattern: string,
  table: string,
  parts: Pick<IndexParts, 'elements' | 'include'>,
): string =>
  cut(
    pattern.replaceAll('{table}', table).replaceAll('{columns}', columnNames(parts).join('_')),
    most,
  )

/** The name, with a number at the end when the name is taken. */
export const numbered = (name: string, taken: ReadonlySet<string>): string => {
  for (let pass = 0; ; pass += 1) {
    const label = pass === 0 ? '' : `_${pass}`
    const free = `${cut(name, most - label.length)}${label}`
    if (!taken.has(free)) return free
  }
}

const columnNames = ({
  elements,
  include,
}: Pick<IndexParts, 'elements' | 'include'>): readonly string[] => {
  const names: string[] = []
  const wanted = [...elements.map(one => one.column ?? expressionName(one.expression)), ...include]
  for (const base of wanted) {
    let name = base
    for (let number = 1; names.includes(name); number += 1) name = `${base}${number}`
    names.push(name)
  }
  return names
}

/** Names an expression as a SELECT would (FigureColname); `expr` when no name fits. */
const expressionName = (expression: unknown): string => figure(expression) ?? 'expr'

const figure = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  const [kind] = Object.keys(node)
  const body = kind === undefined ? undefined : node[kind]
  if (!isNode(body)) return undefined
  switch (kind ?? '') {
    case 'ColumnRef':
      return namesIn(body['fields']).at(-1)
    case 'FuncCall':
      return namesIn(body['funcname']).at(-1)
    case 'TypeCast':
      return figure(body['arg']) ?? typeName(body['typeName'])
    case 'CollateClause':
      return figure(body['arg'])
    case 'A_Indirection':
      return namesIn(body['indirection']).at(-1) ?? figure(body['arg'])
    case 'CoalesceExpr':
      return 'coalesce'
    case 'MinMaxExpr':
      return body['op'] === 'IS_LEAST' ? 'least' : 'greatest'
    case 'CaseExpr':
      return figure(body['defresult']) ?? 'case'
    default:
      return undefined
  }
}

const typeName = (node: unknown): string | undefined =>
  isNode(node) ? namesIn(node['names']).at(-1) : undefined

/** Joins names by underscores until the length of a name is used up (ChooseIndexNameAddition). */
const additionOf = (names: readonly string[]): string => {
  let addition = ''
  for (const name of names) {
    addition = addition === '' ? name : `${addition}_${name}`
    if (Buffer.byteLength(addition) > most) break
  }
  return addition
}

const joined = (table: string, addition: string, label: string): string => {
  const room = most - Buffer.byteLength(label) - 2
  let [first, second] = [Buffer.byteLength(table), Buffer.byteLength(addition)]
  while (first + second > room) {
    if (first > second) first -= 1
    else second -= 1
  }
  return `${cut(table, first)}_${cut(addition, second)}_${label}`
}

/** Cuts to at most `bytes` bytes, never through a character. */
const cut = (text: string, bytes: number): string => {
  let whole = text
  while (Buffer.byteLength(whole) > bytes) whole = whole.replace(/.$/su, '')
  return whole
}
