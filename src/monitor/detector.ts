/** Finds the statement that takes most of a database's time for want of an index. */
import type { Cluster } from '#cluster/cluster'
import { allSpent, type Counter, type Counters } from '#cluster/facts/query/counters'
import { textsOf } from '#cluster/facts/query/statements'
import { type Scans, sequentialScans } from '#cluster/facts/table/scans'
import { returnsWhatFits } from '#cluster/sql/returns-what-fits'
import { type Suggestion, suggestIndex } from '#cluster/sql/suggest-index'
import { lineOf, tagOf } from '#cluster/sql/tag'
import type { Detector, Finding } from '#model/finding'
import type { View } from '#model/view'
import { beganAnew, wasReset } from '#monitor/between'
import { mostFitting, offerOf } from '#monitor/offer'

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

/** `now` in milliseconds, of a clock that only goes forward. */
export const openDetector = (
  cluster: Cluster,
  now: () => number = () => performance.now(),
): Detector => {
  let window: Window | undefined
  return {
    async look() {
      const view = await cluster.view()
      const latest = await lookOnce(view, now())
      const current = isOf(window, latest) ? window : windowFrom(latest)
      const { first } = current
      const seconds = (latest.at - first.at) / 1_000
      // The next window begins anew: a statement that was slow an hour ago may be fast now.
      const over = seconds > windowSeconds
      window = over ? windowFrom(latest) : current
      if (seconds < worth.seconds) return undefined
      const statements = await statementsBetween(view, first, latest, current.texts)
      return find(view, statements, current.trials, scansBetween(first, latest), seconds)
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

/** More than can be worth an alert or have a place in the chart. */
const most = 12

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

const find = async (
  view: View,
  { heaviest, totalMs }: Statements,
  trials: Map<string, boolean>,
  scans: Readonly<Record<string, Scans>>,
  seconds: number,
): Promise<Finding | null> => {
  for (const statement of heaviest) {
    const share = statement.totalMs / totalMs
    const meanMs = statement.totalMs / statement.calls
    if (share < worth.share) return null
    if (meanMs < worth.meanMs || statement.calls < worth.calls) continue
    const wish = suggestIndex(statement.text)
    const rowsRead = rowsReadBy(statement, wish && scansOf(wish, scans))
    const rowsReturned = statement.rows / statement.calls
    if (!wish || rowsRead < worth.rowsRead || rowsReturned > rowsRead * mostFitting) continue
    const offer = await offerOf(view, wish, returnsWhatFits(statement.text), trials)
    if (offer === null) continue
    return {
      key: `${view.cluster.name} ${statement.queryid}`,
      cluster: view.cluster.name,
      label: labelOf(statement),
      shape: lineOf(statement.text, 200),
      meanMs,
      share,
      rowsRead,
      rowsReturned,
      calls: statement.calls,
      seconds,
      ...offer,
      heaviest: heaviest.slice(0, 5).map(one => ({
        label: labelOf(one),
        share: one.totalMs / totalMs,
        own: one === statement,
      })),
    }
  }
  return null
}

/** Undefined where a name without a schema may be of several tables. */
const scansOf = (
  { schema, table }: Suggestion,
  scans: Readonly<Record<string, Scans>>,
): Scans | undefined => {
  const named = Object.values(scans).filter(
    one => one.table === table && (schema === null || one.schema === schema),
  )
  return named.length === 1 ? named[0] : undefined
}

/**
 * Rows read for each call. Table counters arrive a moment after statement counters, so only ratios are
 * exact: rows of a process, times the processes of a call. Other statements may scan the table too, but no
 * scan reads more rows than the table has.
 */
const rowsReadBy = ({ calls }: Spent, scanned: Scans | undefined): number => {
  if (!scanned || scanned.scans === 0) return 0
  const each = scanned.rows / scanned.scans
  const processes = Math.max(1, Math.round(scanned.scans / calls))
  return Math.min(each * processes, Math.max(each, scanned.live))
}

const labelOf = ({ queryid, text }: Statement): string =>
  text === '' ? `statement ${queryid}` : (tagOf(text) ?? lineOf(text, 40))
