/**
 * Judges the expressions of an index before PostgreSQL plans them: a plan computes each call of constants, and a function
 * that is declared IMMUTABLE may do anything. The definition of a view is resolved like that of an index, and never planned.
 */

import { type Call, callsIn } from '#cluster/sql/computed'
import type { IndexExpression } from '#cluster/sql/index-expressions'
import { findNode, isTreeNode, nodesIn, readTree, type TreeNode } from '#cluster/sql/node-tree'
import type { Reader } from '#model/view'
import { schemaOfStatements } from '#src/session-settings'

/** A call or a literal that may not even be asked about. */
export interface Forbidden {
  readonly kind: 'forbidden'
  readonly part: IndexExpression['part']
  /** The function or operator; empty for a literal. */
  readonly what: string
  readonly why: 'STABLE' | 'VOLATILE' | 'of constants' | 'a pattern'
}

/** A function of the database that has not run. */
export interface Unrun {
  readonly name: string
  /** Finds names without a search_path: the function has its own, or was resolved when made. */
  readonly resolved: boolean
}

export interface Judged {
  readonly kind: 'judged'
  readonly unrun: readonly Unrun[]
  /** Functions whose body a plan may put in their place, and compute. */
  readonly inlined: readonly string[]
  /** Whether every function and operator is PostgreSQL's own. */
  readonly catalogue: boolean
}

/** Needs `trial`, the empty copy of the table, in a session that is rolled back. */
export const judgeExpressions = async (
  read: Reader['read'],
  trial: string,
  expressions: readonly IndexExpression[],
): Promise<Judged | Forbidden> => {
  if (expressions.length === 0) return { kind: 'judged', unrun: [], inlined: [], catalogue: true }
  const view = trial === 'pg_temp.asked' ? 'pg_temp.asked_too' : 'pg_temp.asked'
  const conditions = expressions.map(({ text }) => `(${text}) is null`)
  await read('savepoint asking')
  await asTyped(
    read,
    `create temporary view ${view} as select 1 as one from ${trial} where ${conditions.join(' and ')}`,
  )
  const [stored] = await read<{ tree: string }>(
    'select ev_action::text as tree from pg_rewrite where ev_class = $1::regclass',
    [view],
  )
  // What is tried next finds no type of the view's name. DROP VIEW would run event triggers.
  await read('rollback to savepoint asking')
  const trees = conditionsOf(stored?.tree ?? '')
  if (trees.length !== expressions.length)
    throw new Error(`the view on ${trial} has other conditions`)
  const calls = trees.flatMap((tree, at) =>
    callsIn(tree).map(call => ({ call, part: expressions[at]?.part ?? 'columns' })),
  )
  return verdictOn(
    calls,
    await read<Routine>(routines, [
      calls.map(({ call }) => call.of),
      calls.map(({ call }) => call.oid),
    ]),
  )
}

const conditionsOf = (tree: string): readonly TreeNode[] => {
  const from = findNode(readTree(tree), 'FROMEXPR')
  const [quals] = from?.fields['quals'] ?? []
  if (!isTreeNode(quals)) return []
  return quals.kind === 'BOOLEXPR' ? nodesIn(quals, 'args') : [quals]
}

/** Runs a statement that a person wrote, whose names are found in `public`, too. */
export const asTyped = async (read: Reader['read'], statement: string): Promise<void> => {
  await read(`set local search_path = ${schemaOfStatements}`)
  await read(statement)
  await read('set local search_path = pg_catalog')
}

export interface Routine {
  readonly of: Call['of']
  /** The number in the tree. */
  readonly oid: string
  readonly name: string
  readonly volatility: 'i' | 's' | 'v'
  /** Made by initdb or by a library: code of the server. */
  readonly library: boolean
  /** PostgreSQL's own. */
  readonly catalogue: boolean
  /** PostgreSQL's own, of values of fixed length alone: takes no time and no memory. */
  readonly fixed: boolean
  /** PostgreSQL's own for a cast: takes as much memory as the argument and the type. */
  readonly casts: boolean
  /** In SQL, so that a plan may put the body in its place. */
  readonly inlined: boolean
  readonly resolved: boolean
}

export const verdictOn = (
  calls: readonly { readonly call: Call; readonly part: IndexExpression['part'] }[],
  known: readonly Routine[],
): Judged | Forbidden => {
  const [unrun, inlined] = [new Map<string, Unrun>(), new Set<string>()]
  for (const { call, part } of calls) {
    const routine = known.find(({ of, oid }) => of === call.of && oid === call.oid)
    if (!routine) throw new Error(`${call.of} ${call.oid} is gone from the catalogue`)
    const { name, volatility } = routine
    const forbidden = (why: Forbidden['why']): Forbidden => ({
      kind: 'forbidden',
      part,
      what: name,
      why,
    })
    // A body in place of its call is judged by PostgreSQL instead of the declaration.
    if (volatility !== 'i' && !routine.inlined)
      return forbidden(volatility === 's' ? 'STABLE' : 'VOLATILE')
    if (!call.waits && !routine.fixed && !(routine.casts && call.cast))
      return forbidden('of constants')
    if (routine.inlined) inlined.add(name)
    else if (!routine.library) unrun.set(name, { name, resolved: routine.resolved })
  }
  const catalogue = known.every(routine => routine.catalogue)
  return { kind: 'judged', unrun: [...unrun.values()], inlined: [...inlined], catalogue }
}

// Objects below 16384 come from initdb (FirstNormalObjectId).
const routines = `select w.of, w.oid::text as oid, p.provolatile as volatility,
  case when o.oid is not null then o.oprname
    when n.nspname = 'pg_catalog' then quote_ident(p.proname) else format('%I.%I', n.nspname, p.proname) end as name,
  p.oid < 16384 or l.lanname = 'c' as library,
  p.oid < 16384 and (o.oid is null or o.oid < 16384) as catalogue,
  p.oid < 16384 and (p.proname in ('timezone', 'date_trunc') or l.lanname = 'internal' and p.provariadic = 0
    and not exists (select from pg_type t where t.oid = any(array[p.prorettype] || p.proargtypes::oid[])
      and (t.typlen < 0 or t.typtype = 'p'))) as fixed,
  p.oid < 16384 and exists (select from pg_cast where castfunc = p.oid) as casts,
  p.oid >= 16384 and l.lanname = 'sql' and not p.prosecdef and p.proconfig is null as inlined,
  p.prosqlbody is not null or exists (select from unnest(p.proconfig) s where s like 'search\\_path=%') as resolved
from (select distinct w.of, w.oid from unnest($1::text[], $2::oid[]) w (of, oid)) w
  left join pg_operator o on w.of = 'operator' and o.oid = w.oid
  join pg_proc p on p.oid = case w.of when 'operator' then o.oprcode::oid else w.oid end
  join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang`
