/** Asks each node of a cluster with a database for reads for its place in the WAL, once a second, side by side. */
import { type Replayed, readReplayed } from '#cluster/facts/replication/replayed'
import type { ClusterConfig } from '#model/configuration'
import type { ReadRoute } from '#model/pool/known-pooler'
import type { RoutedNode, SeenRoutes } from '#model/pool/read-route'
import type { Reader } from '#model/view'
import { askEach } from '#monitor/ask-each'
import { secondsBehind, type Written } from '#monitor/routes/behind'
import { type NodeTold, troubleOf } from '#monitor/routes/trouble'
import { Failure } from '#src/errors'

export interface RouteWatch extends SeenRoutes {
  stop(): void
}

export interface RoutedCluster {
  readonly config: Pick<ClusterConfig, 'name' | 'nodes' | 'pools'>
  readonly readerOf: (node: string) => Reader
}

const everyMs = 1_000
/** A busy node may miss a question or two. */
const silentMs = 3_000

export const openRouteWatch = (
  clusters: readonly RoutedCluster[],
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): RouteWatch => {
  const watches = new Map(
    clusters
      .filter(({ config }) => config.pools?.some(({ reads }) => reads))
      .map(one => [one.config.name, watchCluster(one, report)]),
  )
  return {
    nodes: (cluster, pooler) => watches.get(cluster)?.nodes(pooler),
    stop() {
      for (const { stop } of watches.values()) stop()
    },
  }
}

interface Heard extends Replayed {
  readonly asked: number
  readonly answered: number
}

const watchCluster = (
  { config, readerOf }: RoutedCluster,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
) => {
  const names = config.nodes.map(({ name }) => name)
  const routes = (config.pools ?? []).flatMap(({ name, reads }) =>
    reads ? [{ pooler: name, reads, well: new Map<string, number>() }] : [],
  )
  const keptMs = 60_000 + Math.max(...routes.map(({ reads }) => reads.lagSeconds)) * 1_000
  const heard = new Map<string, Heard>()
  /** Nodes that were asked, with or without an answer. */
  const tried = new Set<string>()
  /** Replicas with WAL that the primary lacks. */
  const ahead = new Set<string>()
  let primary = ''
  let written: readonly Written[] = []

  /** Nodes without an answer to the last question: a pause of this process makes no node silent. */
  const unanswered = new Set<string>()
  const isSilent = (name: string): boolean =>
    unanswered.has(name) &&
    performance.now() - (heard.get(name)?.answered ?? Number.NEGATIVE_INFINITY) > silentMs

  const hear = (name: string, said: Heard): void => {
    heard.set(name, said)
    unanswered.delete(name)
    if (said.recovering) return
    const source = `${name} ${said.started}`
    const before = source === primary ? written : []
    primary = source
    const { asked: at, position } = said
    // Compared with answers from before the question alone: a replica is never ahead of the primary.
    for (const [other, last] of heard)
      if (last.recovering && last.answered <= at && last.position > position) ahead.add(other)
      else ahead.delete(other)
    written = [...before.filter(one => at - one.at < keptMs), { at, position }]
  }

  const toldBy = (name: string): NodeTold => {
    const said = heard.get(name)
    const none = { behindSeconds: null, behindBytes: null, strange: false }
    if (!said || isSilent(name)) return { is: 'silent', paused: false, delayed: false, ...none }
    const { paused, delayed, position } = said
    if (!said.recovering) return { is: 'primary', paused, delayed, ...none }
    // By the time of the answer: a slow answer makes no replica late.
    const before = written.filter(({ at }) => at <= said.answered)
    const known = before.at(-1)
    return {
      is: 'replica',
      paused,
      delayed,
      behindSeconds: secondsBehind(before, position, said.answered),
      behindBytes: known ? Math.max(0, known.position - position) : null,
      strange: ahead.has(name),
    }
  }

  /** Each answer, and each missing answer, may end or begin a trouble. */
  const judge = (): void => {
    for (const { reads, well } of routes)
      for (const name of names)
        if (troubleOf(toldBy(name), reads) !== null) well.delete(name)
        else if (!well.has(name)) well.set(name, performance.now())
  }

  const ask = async (name: string): Promise<void> => {
    const asked = performance.now()
    try {
      const said = await readReplayed(readerOf(name))
      hear(name, { ...said, asked, answered: performance.now() })
    } catch (error) {
      unanswered.add(name)
      if (!(error instanceof Failure)) report(error, { during: `asking ${name} how far it is` })
    } finally {
      tried.add(name)
      judge()
    }
  }

  const asking = askEach(names, ask, everyMs)

  const nodeOf = (name: string, reads: ReadRoute, wellSince: number | undefined): RoutedNode => {
    const told = toldBy(name)
    const { is, behindSeconds, behindBytes } = told
    const trouble = troubleOf(told, reads)
    const wellSeconds =
      trouble === null && wellSince !== undefined ? (performance.now() - wellSince) / 1_000 : 0
    return { node: name, is, behindSeconds, behindBytes, trouble, wellSeconds }
  }

  return {
    nodes(pooler: string): readonly RoutedNode[] | undefined {
      const route = routes.find(one => one.pooler === pooler)
      if (!route || !names.every(name => tried.has(name))) return undefined
      return names.map(name => nodeOf(name, route.reads, route.well.get(name)))
    },
    stop: () => asking.stop(),
  }
}
