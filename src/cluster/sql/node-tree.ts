/** Reads a tree as PostgreSQL prints it in `pg_node_tree`: `{OPEXPR :opno 96 :args (…)}`. */

export type TreeValue = TreeNode | readonly TreeValue[] | string

export interface TreeNode {
  readonly kind: string
  /** What follows each field's name. A name of the database that looks like a field's only adds to a list. */
  readonly fields: Readonly<Record<string, readonly TreeValue[]>>
}

/** Up to PostgreSQL 15 some kinds are printed by other names (outfuncs.c). */
const since16: Readonly<Record<string, string>> = {
  ARRAY: 'ARRAYEXPR',
  CASE: 'CASEEXPR',
  COALESCE: 'COALESCEEXPR',
  COLLATE: 'COLLATEEXPR',
  MINMAX: 'MINMAXEXPR',
  ROW: 'ROWEXPR',
  ROWCOMPARE: 'ROWCOMPAREEXPR',
  WHEN: 'CASEWHEN',
}

// A backslash stands before a bracket, a brace, a quote or a blank within a name.
const tokens = /"(?:[^"\\]|\\[^])*"|[{}()]|(?:\\[^]|[^\s{}()"\\])+/g

export const readTree = (text: string): TreeValue => {
  const all = text.match(tokens) ?? []
  let at = 0
  const value = (): TreeValue => {
    const token = all[at++] ?? ''
    if (token === '{') return node()
    return token === '(' ? list() : token
  }
  const list = (): readonly TreeValue[] => {
    const found: TreeValue[] = []
    while (at < all.length && all[at] !== ')') found.push(value())
    at += 1
    return found
  }
  const node = (): TreeNode => {
    const printed = String(all[at++])
    const fields: Record<string, TreeValue[]> = {}
    let field: TreeValue[] = []
    while (at < all.length && all[at] !== '}') {
      const token = all[at] ?? ''
      if (token.startsWith(':')) {
        at += 1
        field = fields[token.slice(1)] ??= []
      } else field.push(value())
    }
    at += 1
    return { kind: since16[printed] ?? printed, fields }
  }
  return value()
}

export const isTreeNode = (value: TreeValue | undefined): value is TreeNode =>
  typeof value === 'object' && 'kind' in value

/** The nodes in a field, in a list or alone. */
export const nodesIn = (node: TreeNode, field: string): readonly TreeNode[] =>
  (node.fields[field] ?? []).flatMap(one => {
    if (typeof one === 'string') return []
    return isTreeNode(one) ? [one] : one.filter(isTreeNode)
  })

export const wordIn = (node: TreeNode, field: string): string => {
  const [word] = node.fields[field] ?? []
  return typeof word === 'string' ? word : ''
}

/** The first node of a kind, from the outside in. */
export const findNode = (value: TreeValue, kind: string): TreeNode | undefined => {
  if (typeof value === 'string') return undefined
  if (!isTreeNode(value)) return firstOf(value, kind)
  if (value.kind === kind) return value
  return firstOf(Object.values(value.fields).flat(), kind)
}

const firstOf = (values: readonly TreeValue[], kind: string): TreeNode | undefined => {
  for (const one of values) {
    const found = findNode(one, kind)
    if (found) return found
  }
  return undefined
}
