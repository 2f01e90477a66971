/** Finds the statement that takes most of a database's time for want of an index. */
import type { Cluster } from '#cluster/cluster'
import { allSpent, type Counter, type Counters } from '#cluster/facts/query/counters'
import { type FoldedStatement, foldStatements } from '#cluster/facts/query/fold'
import { textsOf } from '#cluster/facts/query/statements'
import { partitionsOf, type RootedPartition } from '#cluster/facts/table/partitions'
import { type Scans, sequentialScans } from '#cluster/facts/table/scans'
import { returnsWhatFits } from '#cluster/sql/returns-what-fits'
import { suggestIndex } from '#cluster/sql/suggest-index'
import { lineOf, tagOf } from '#cluster/sql/tag'
import type { Detector, Finding, Resolved } from '#model/finding'
import type { View } from '#model/view'
import { beganAnew, wasReset } from '#monitor/between'
import { hasFallen } from '#monitor/has-fallen'
import { mostFitting, offerOf } from '#monitor/offer'
import { rootNamed, rowsReadBy, scansOf } from '#monitor/rows-read'
import { counted } from '#text/figures'

interface Look {
  readonly at: number
  /** The primary: each primary has counters of its own. */
  readonly node: string
  /** All statements: a statement that an earlier look lacks began later. */
  readonly spent: Counters
  readonly scans: Readonly<Record<string, Scans>>
}

interface Window {
  readonly first: Look
  /** By queryid, read once; null for statements outside the application. */
  readonly texts: Map<string, string | null>
  /** Trials of this window by command: a trial writes to the catalogue, and a look comes every few seconds. */
  readonly trials: Map<string, boolean>
}

/** Enough to speak of. */
const worth = {
  share: 0.15,
  meanMs: 5,
  calls: 20,
  seconds: 8,
  rowsRead: 5_000,
} as const

/** A finding is over well below what is worth one, so that it does not come and go. */
const over = { seconds: 30, of: 0.5 } as const

const wellBelow = {
  meanMs: worth.meanMs * over.of,
  share: worth.share * over.of,
  of: over.of,
} as const

interface Seen {
  readonly folded: readonly FoldedStatement[]
  readonly seconds: number
  readonly first: Look
  readonly latest: Look
}

/** `now` in milliseconds, of a clock that only goes forward. */
export const openDetector = (
  cluster: Cluster,
  now: () => number = () => performance.now(),
): Detector => {
  let window: Window | undefined
  let seen: Seen | undefined
  /** Mean times by key. */
  const reported = new Map<string, number>()
  /** The times of the looks that saw a mean fallen, by key. */
  const fallen = new Map<string, number>()

  const resolved = (key: string): Resolved | undefined => {
    const now = seen && figuresIn(seen, cluster.config.name, key, reported.get(key) ?? null)
    if (!seen || !now) return undefined
    if (!hasFallen(now, wellBelow)) {
      fallen.delete(key)
      return undefined
    }
    const since = fallen.get(key)
    if (since === undefined) {
      // This window may hold calls from before the fall; the next one holds none.
      fallen.set(key, seen.latest.at)
      window = windowFrom(seen.latest)
      return undefined
    }
    return seen.first.at >= since ? now : undefined
  }

  return {
    resolved,
    async look() {
      const view = await cluster.view()
      const latest = await lookOnce(view, now())
      const current = isOf(window, latest) ? window : windowFrom(latest)
      const { first } = current
      const seconds = (latest.at - first.at) / 1_000
      // The next window begins anew: a statement that was slow an hour ago may be fast now.
      const isOver = seconds > windowSeconds
      window = isOver ? windowFrom(latest) : current
      seen = undefined
      if (seconds < worth.seconds) return undefined
      const statements = await statementsBetween(view, first, latest, current.texts)
      const partitions = await partitionsOf(view.primary)
      const tables = { scans: scansBetween(first, latest), partitions }
      const folded = foldedOf(statements, partitions)
      seen = { folded, seconds, first, latest }
      const found = await find(view, folded, current.trials, tables, seconds)
      if (found) reported.set(found.key, found.meanMs)
      return found
    },
  }
}

const windowSeconds = 60

const windowFrom = (first: Look): Window => ({ first, texts: new Map(), trials: new Map() })

/**
 * A first look that saw no statement would count the whole past of one that saw some: pg_monitor has just arrived.
 * Where none is seen at all nothing runs. After a reset the window begins anew.
 */
const isOf = (window: Window | undefined, latest: Look): window is Window =>
  window?.first.node === latest.node &&
  (sawStatements(window.first) || !sawStatements(latest)) &&
  !wasReset(window.first.spent.reset, latest.spent.reset)

const sawStatements = ({ spent }: Look): boolean => Object.keys(spent.statements).length > 0

const lookOnce = async (view: View, at: number): Promise<Look> => ({
  at,
  node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
  spent: await allSpent(view),
  scans: await sequentialScans(view.primary),
})

type Spent = Pick<Counter, 'calls' | 'totalMs' | 'rows'>

interface Statement extends Spent {
  readonly queryid: string
  readonly text: string
}

interface Statements {
  readonly totalMs: number
  /** Of the application, heaviest first. */
  readonly heaviest: readonly Statement[]
}

/** More statements than can be worth an alert, even with a statement for each partition. */
const most = 100

const statementsBetween = async (
  { primary }: View,
  before: Look,
  after: Look,
  texts: Window['texts'],
): Promise<Statements> => {
  const spent = spentBetween(before, after)
  const heaviest = spent.slice(0, most)
  const unknown = heaviest.map(({ queryid }) => queryid).filter(id => !texts.has(id))
  for (const [id, text] of Object.entries(await textsOf(primary, unknown))) texts.set(id, text)
  const foreign = heaviest.filter(({ queryid }) => (texts.get(queryid) ?? null) === null)
  return {
    totalMs: sumOf(spent) - sumOf(foreign),
    heaviest: heaviest.flatMap(one => {
      const text = texts.get(one.queryid)
      return typeof text === 'string' ? [{ ...one, text }] : []
    }),
  }
}

const sumOf = (spent: readonly Spent[]): number =>
  spent.reduce((sum, { totalMs }) => sum + totalMs, 0)

/** Statements whose counters did not begin anew in between. */
const spentBetween = (before: Look, after: Look): readonly (Spent & { queryid: string })[] =>
  Object.entries(after.spent.statements)
    .flatMap(([queryid, now]) => {
      const then = before.spent.statements[queryid]
      if (then && beganAnew(then, now)) return []
      return {
        queryid,
        calls: now.calls - (then?.calls ?? 0),
        totalMs: Math.max(0, now.totalMs - (then?.totalMs ?? 0)),
        rows: now.rows - (then?.rows ?? 0),
      }
    })
    .filter(({ calls }) => calls > 0)
    .toSorted((one, other) => other.totalMs - one.totalMs)

/** None where the counters of a table began anew. */
const scansBetween = (before: Look, after: Look): Readonly<Record<string, Scans>> =>
  Object.fromEntries(
    Object.entries(after.scans).map(([table, now]) => {
      const then = before.scans[table] ?? { scans: 0, rows: 0 }
      const [scans, rows] = [now.scans - then.scans, now.rows - then.rows]
      return [
        table,
        scans < 0 || rows < 0 ? { ...now, scans: 0, rows: 0 } : { ...now, scans, rows },
      ]
    }),
  )

interface Tables {
  readonly scans: Readonly<Record<string, Scans>>
  readonly partitions: readonly RootedPartition[]
}

const foldedOf = (
  { heaviest, totalMs }: Statements,
  partitions: readonly RootedPartition[],
): readonly FoldedStatement[] =>
  foldStatements(
    heaviest.map(one => ({
      ...one,
      meanMs: one.totalMs / one.calls,
      blocks: 0,
      share: one.totalMs / totalMs,
    })),
    partitions,
  )

/** Undefined for a statement that was hardly called: that tells nothing. */
const figuresIn = (
  { folded, seconds }: Seen,
  cluster: string,
  key: string,
  reportedMs: number | null,
): Resolved | undefined => {
  const found = folded.find(
    ({ root, worst }) => root === null && `${cluster} ${worst.queryid}` === key,
  )
  if (!found || seconds < over.seconds || found.calls < worth.calls) return undefined
  const { share, meanMs, calls } = found
  return {
    label: labelOf(found),
    shape: lineOf(found.worst.text ?? '', 200),
    share,
    meanMs,
    reportedMs,
    calls,
    seconds,
  }
}

const find = async (
  view: View,
  folded: readonly FoldedStatement[],
  trials: Map<string, boolean>,
  { scans, partitions }: Tables,
  seconds: number,
): Promise<Finding | null> => {
  for (const statement of folded) {
    const { worst, root, share, meanMs, calls } = statement
    if (share < worth.share) return null
    if (meanMs < worth.meanMs || calls < worth.calls) continue
    const text = worst.text ?? ''
    const suggested = suggestIndex(text)
    const named = root === null ? suggested : rootNamed(root, scans, partitions)
    if (!suggested || !named) continue
    const wish = { ...suggested, ...named }
    const rowsRead = rowsReadBy(calls, scansOf(wish, scans, partitions))
    const rowsReturned = statement.rows / calls
    if (rowsRead < worth.rowsRead || rowsReturned > rowsRead * mostFitting) continue
    const offer = await offerOf(view, wish, returnsWhatFits(text), trials)
    if (offer === null) continue
    return {
      key: `${view.cluster.name} ${root === null ? worst.queryid : offer.command}`,
      cluster: view.cluster.name,
      label: labelOf(statement),
      shape: lineOf(text, 200),
      meanMs,
      share,
      rowsRead,
      rowsReturned,
      calls,
      seconds,
      ...offer,
      heaviest: folded.slice(0, 5).map(one => ({
        label: labelOf(one),
        share: one.share,
        own: one === statement,
      })),
    }
  }
  return null
}

const labelOf = ({ worst: { queryid, text }, all, root }: FoldedStatement): string => {
  if (text === null || text === '') return `statement ${queryid}`
  const name = tagOf(text) ?? lineOf(text, 40)
  return root === null ? name : `${name} (${counted(all.length, 'partition')})`
}
