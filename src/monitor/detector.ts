/** Finds the statement that takes most of a database's time for want of an index. */
import type { Cluster } from '#cluster/cluster'
import { lookAtIndex } from '#cluster/index-wish'
import { tagOf } from '#cluster/parse/serving'
import { type Suggestion, suggestIndex } from '#cluster/parse/suggest'
import { withoutLiterals } from '#cluster/parse/without-literals'
import { type Scans, sequentialScans } from '#cluster/scans'
import { heaviestStatements, type Statement } from '#cluster/statements'
import type { View } from '#cluster/view'
import type { Finding } from '#engine/finding'

interface Look {
  readonly at: number
  readonly statements: readonly Statement[]
  readonly scans: Readonly<Record<string, Scans>>
}

export interface Detector {
  /** Null when nothing needs anybody, undefined while too little was seen. */
  look(): Promise<Finding | null | undefined>
}

/** Enough to speak of. */
const worth = { share: 0.15, meanMs: 5, calls: 20, seconds: 8, rowsRead: 5_000 } as const

/** `now` in milliseconds, of a clock that only goes forward. */
export const openDetector = (
  cluster: Cluster,
  now: () => number = () => performance.now(),
): Detector => {
  let first: Look | undefined
  return {
    async look() {
      const view = await cluster.view()
      const latest = await lookOnce(view, now())
      const before = first ?? latest
      const seconds = (latest.at - before.at) / 1_000
      // The next window begins anew: what was slow an hour ago may be well now.
      first = seconds > windowSeconds ? latest : before
      if (seconds < worth.seconds) return undefined
      return find(view, differences(before, latest), scansBetween(before, latest), seconds)
    },
  }
}

const windowSeconds = 60

const lookOnce = async (view: View, at: number): Promise<Look> => ({
  at,
  statements: await heaviestStatements(view, 300),
  scans: await sequentialScans(view.primary),
})

const differences = (before: Look, after: Look): readonly Statement[] =>
  after.statements
    .map(now => {
      const then = before.statements.find(one => one.queryid === now.queryid)
      const calls = now.calls - (then?.calls ?? 0)
      const totalMs = now.totalMs - (then?.totalMs ?? 0)
      return {
        ...now,
        calls,
        totalMs,
        meanMs: calls > 0 ? totalMs / calls : 0,
        rows: now.rows - (then?.rows ?? 0),
      }
    })
    .filter(({ calls }) => calls > 0)
    .toSorted((one, other) => other.totalMs - one.totalMs)

const scansBetween = (before: Look, after: Look): Readonly<Record<string, Scans>> =>
  Object.fromEntries(
    Object.entries(after.scans).map(([table, now]) => {
      const then = before.scans[table] ?? { scans: 0, rows: 0 }
      return [table, { scans: now.scans - then.scans, rows: now.rows - then.rows }]
    }),
  )

const find = async (
  view: View,
  spent: readonly Statement[],
  scans: Readonly<Record<string, Scans>>,
  seconds: number,
): Promise<Finding | null> => {
  const total = spent.reduce((sum, { totalMs }) => sum + totalMs, 0)
  for (const statement of spent) {
    const share = statement.totalMs / total
    if (share < worth.share) return null
    if (statement.meanMs < worth.meanMs || statement.calls < worth.calls) continue
    const wish = suggestIndex(statement.text)
    const scanned = wish && scans[wish.table]
    const rowsRead = scanned && scanned.scans > 0 ? scanned.rows / scanned.scans : null
    if (!wish || (rowsRead ?? 0) < worth.rowsRead || !(await isNew(view, wish))) continue
    return {
      key: `${view.cluster.name} ${statement.queryid}`,
      cluster: view.cluster.name,
      label: labelOf(statement),
      meanMs: statement.meanMs,
      share,
      rowsRead,
      rowsReturned: statement.rows / statement.calls,
      calls: statement.calls,
      seconds,
      command: commandOf(wish, view.cluster.name),
      heaviest: spent.slice(0, 5).map(one => ({
        label: labelOf(one),
        share: one.totalMs / total,
        own: one === statement,
      })),
    }
  }
  return null
}

const labelOf = ({ text }: Statement): string =>
  tagOf(text) ?? withoutLiterals(text).replaceAll(/\s+/g, ' ').slice(0, 40)

const commandOf = ({ table, columns, where, method }: Suggestion, cluster: string): string =>
  [
    `index create table=${table} columns=${columns}`,
    ...(where === null ? [] : [`where=${where}`]),
    ...(method === 'btree' ? [] : [`method=${method}`]),
    `cluster=${cluster}`,
  ].join(' ')

/** Nobody is told to build what is there, or what cannot be built. */
const isNew = async (
  view: View,
  { table, columns, where, method }: Suggestion,
): Promise<boolean> => {
  const facts = await lookAtIndex(view, {
    table,
    columns,
    where,
    method,
    unique: false,
    include: null,
    with: null,
    name: null,
  })
  if (facts.found !== 'one' || facts.same !== null) return false
  const { parts, opclasses } = facts
  return parts.elements.every(({ column }) => column === null) || opclasses.some(({ fits }) => fits)
}
