/** Finds the statement that takes most of a database's time for want of an index. */
import type { Cluster } from '#cluster/cluster'
import { lookAtIndex } from '#cluster/index-wish'
import { tagOf } from '#cluster/parse/serving'
import { type Suggestion, suggestIndex } from '#cluster/parse/suggest'
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
  /** Undefined when nothing needs anybody, or while too little was seen. */
  look(): Promise<Finding | undefined>
}

/** Enough to speak of. */
const worth = { share: 0.15, meanMs: 5, calls: 20, seconds: 8, rowsRead: 5_000 } as const

export const openDetector = (cluster: Cluster): Detector => {
  let first: Look | undefined
  return {
    async look() {
      const view = await cluster.view()
      const now = await lookOnce(view)
      first ??= now
      const seconds = (now.at - first.at) / 1_000
      if (seconds < worth.seconds) return undefined
      const spent = differences(first, now)
      // The next window begins anew: what was slow an hour ago may be well now.
      if (seconds > 60) first = now
      return find(view, spent, scansBetween(first === now ? now : first, now), seconds)
    },
  }
}

const lookOnce = async (view: View): Promise<Look> => ({
  at: performance.now(),
  statements: await heaviestStatements(view.primary, 300),
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
): Promise<Finding | undefined> => {
  const total = spent.reduce((sum, { totalMs }) => sum + totalMs, 0)
  for (const statement of spent) {
    const share = statement.totalMs / total
    if (share < worth.share) return undefined
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
  return undefined
}

const labelOf = ({ text }: Statement): string =>
  tagOf(text) ?? text.replaceAll(/\s+/g, ' ').slice(0, 40)

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
  return facts.found === 'one' && facts.same === null && facts.misunderstood === null
}
