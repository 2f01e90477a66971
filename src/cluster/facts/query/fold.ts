/** Statements that differ in the partition alone, as a single row. */
import type { HeavyStatement } from '#cluster/facts/query/statements'
import type { RootedPartition } from '#cluster/facts/table/partitions'
import { withoutLiterals } from '#cluster/sql/without-literals'

/** The figures of all together; `worst` is the statement with the largest share. */
export interface FoldedStatement extends Omit<HeavyStatement, 'queryid' | 'text' | 'blocks'> {
  readonly worst: HeavyStatement
  readonly all: readonly HeavyStatement[]
  /** The partitioned table, quoted; null for a statement of its own. */
  readonly root: string | null
}

export const foldStatements = (
  statements: readonly HeavyStatement[],
  partitions: readonly RootedPartition[],
): readonly FoldedStatement[] => {
  const roots = rootsByName(partitions)
  return [...Map.groupBy(statements, one => keyOf(one, roots)).values()]
    .map(of => together(of, roots))
    .toSorted((one, other) => other.share - one.share)
}

/** A name that partitions of several tables have tells nothing. */
const rootsByName = (partitions: readonly RootedPartition[]): ReadonlyMap<string, string> => {
  const byName = Map.groupBy(partitions, ({ name }) => name)
  return new Map(
    [...byName].flatMap(([name, of]) => {
      const roots = new Set(of.map(({ root }) => root))
      return roots.size === 1 ? [[name, [...roots].join('')] as const] : []
    }),
  )
}

const word = /[\p{L}_][\p{L}\p{N}_$]*/gu

const keyOf = ({ queryid, text }: HeavyStatement, roots: ReadonlyMap<string, string>): string => {
  if (text === null || rootIn(text, roots) === null) return queryid
  return withoutLiterals(text).replaceAll(word, name => {
    const root = roots.get(name)
    return root === undefined ? name : `<${root}>`
  })
}

const rootIn = (text: string, roots: ReadonlyMap<string, string>): string | null => {
  const [name] = (withoutLiterals(text).match(word) ?? []).filter(one => roots.has(one))
  return name === undefined ? null : (roots.get(name) ?? null)
}

const together = (
  all: readonly HeavyStatement[],
  roots: ReadonlyMap<string, string>,
): FoldedStatement => {
  const [worst] = all.toSorted((one, other) => other.share - one.share)
  if (!worst) throw new Error('a group has a statement')
  const sum = (figure: (one: HeavyStatement) => number) =>
    all.reduce((total, one) => total + figure(one), 0)
  const [calls, totalMs] = [sum(one => one.calls), sum(one => one.totalMs)]
  return {
    worst,
    all,
    root: all.length === 1 || worst.text === null ? null : rootIn(worst.text, roots),
    share: sum(({ share }) => share),
    calls,
    totalMs,
    meanMs: totalMs / Math.max(1, calls),
    rows: sum(({ rows }) => rows),
  }
}
