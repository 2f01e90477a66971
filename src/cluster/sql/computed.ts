/**
 * Which calls of an expression PostgreSQL computes as soon as it plans: calls of constants alone. The expression is
 * given as PostgreSQL itself resolved it, so each call has the number of the very variant that is called.
 */
import { isTreeNode, nodesIn, type TreeNode, type TreeValue, wordIn } from '#cluster/sql/node-tree'

export interface Call {
  readonly of: 'function' | 'operator'
  readonly oid: string
  /** Written as a cast or added as one, and not to a type that pads values to a great length. */
  readonly cast: boolean
  /** Some argument has the value of a row, so the call waits for a row. */
  readonly waits: boolean
}

/**
 * `row`: no plan makes a constant of the value. `fixed`: a constant that is not null. `unsure`: may become one, or null,
 * as `case when false then …` does.
 */
type State = 'row' | 'fixed' | 'unsure'

const operators = new Set(['OPEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'SCALARARRAYOPEXPR'])

export const callsIn = (expression: TreeNode): readonly Call[] => {
  const calls: Call[] = []

  /** `tested` is the state of what stands for itself in CASE and in casts of arrays. */
  const stateOf = (node: TreeNode, tested: State): State => {
    const { kind } = node
    if (kind === 'VAR') return 'row'
    if (kind === 'CONST') return wordIn(node, 'constisnull') === 'false' ? 'fixed' : 'unsure'
    if (kind === 'CASETESTEXPR') return tested
    if (kind === 'FUNCEXPR' || operators.has(kind)) return called(node, tested)
    if (kind === 'CASEEXPR') return chosen(node, tested)
    if (kind === 'COALESCEEXPR')
      return nodesIn(node, 'args').map(one => stateOf(one, tested))[0] ?? 'unsure'
    if (kind === 'ARRAYCOERCEEXPR') {
      const [of = 'unsure'] = nodesIn(node, 'arg').map(one => stateOf(one, tested))
      for (const one of nodesIn(node, 'elemexpr')) stateOf(one, of)
      return of
    }
    if (kind === 'ROWCOMPAREEXPR') return compared(node, tested)
    if (kind === 'SUBSCRIPTINGREF') return subscripted(node, tested)
    const states = childrenOf(node).map(one => stateOf(one, tested))
    if (transparent.has(kind)) return together(states)
    return openByOne.has(kind) && states.includes('row') ? 'row' : 'unsure'
  }

  const called = (node: TreeNode, tested: State): State => {
    const states = nodesIn(node, 'args').map(one => stateOf(one, tested))
    calls.push({
      of: node.kind === 'FUNCEXPR' ? 'function' : 'operator',
      oid: wordIn(node, node.kind === 'FUNCEXPR' ? 'funcid' : 'opno'),
      cast: /^[12]$/.test(wordIn(node, 'funcformat')) && !pads(node),
      waits: states.includes('row'),
    })
    return together(states)
  }

  /** Without a constant among the first conditions CASE stays, whatever the results are. */
  const chosen = (node: TreeNode, tested: State): State => {
    const [test = tested] = nodesIn(node, 'arg').map(one => stateOf(one, tested))
    const [first = 'unsure'] = nodesIn(node, 'args').map(when => {
      const [condition = 'unsure'] = nodesIn(when, 'expr').map(one => stateOf(one, test))
      for (const one of nodesIn(when, 'result')) stateOf(one, tested)
      return condition
    })
    for (const one of nodesIn(node, 'defresult')) stateOf(one, tested)
    return first === 'row' ? 'row' : 'unsure'
  }

  /** A part of an array that is written out may be taken out of the array. */
  const subscripted = (node: TreeNode, tested: State): State => {
    const [of] = nodesIn(node, 'refexpr')
    for (const one of childrenOf(node)) if (one !== of) stateOf(one, tested)
    const state = of ? stateOf(of, tested) : 'unsure'
    return of?.kind !== 'ARRAYEXPR' && state === 'row' ? 'row' : 'unsure'
  }

  const compared = (node: TreeNode, tested: State): State => {
    const states = childrenOf(node).map(one => stateOf(one, tested))
    const [oids = []] = node.fields['opnos'] ?? []
    for (const oid of Array.isArray(oids) ? (oids as readonly TreeValue[]) : [])
      if (typeof oid === 'string' && /^\d+$/.test(oid))
        calls.push({ of: 'operator', oid, cast: false, waits: states.includes('row') })
    return 'unsure'
  }

  stateOf(expression, 'unsure')
  return calls
}

const mostPadding = 10_000

/** The length is the second argument, printed byte by byte, the lowest first: `4 [ 14 0 0 0 0 0 0 0 ]`. */
const pads = (cast: TreeNode): boolean => {
  const bytes = nodesIn(cast, 'args')[1]?.fields['constvalue']?.slice(2, 6) ?? []
  return bytes.reduce((sum, byte, at) => sum + (Number(byte) & 0xff) * 256 ** at, 0) > mostPadding
}

/** Nodes that are constant if and only if all of their parts are. */
const transparent = new Set([
  'RELABELTYPE',
  'COLLATEEXPR',
  'COERCEVIAIO',
  'BOOLEANTEST',
  'NULLTEST',
  'FIELDSELECT',
])

/** Nodes that one part with the value of a row keeps from being constant. */
const openByOne = new Set(['ARRAYEXPR', 'MINMAXEXPR'])

const together = (states: readonly State[]): State => {
  if (states.includes('unsure')) return 'unsure'
  return states.includes('row') ? 'row' : 'fixed'
}

const childrenOf = (node: TreeNode): readonly TreeNode[] =>
  Object.values(node.fields).flat().flatMap(inside)

const inside = (value: TreeValue): readonly TreeNode[] => {
  if (typeof value === 'string') return []
  return isTreeNode(value) ? [value] : value.flatMap(inside)
}
