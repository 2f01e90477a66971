/** Asks every node of each cluster for its role once a second, side by side: a silent node delays no other node. */
import { readRole, readSystem } from '#cluster/facts/node/role'
import { serverHere } from '#cluster/facts/replication/server-here'
import { thisMachine } from '#cluster/facts/replication/this-machine'
import type { ClusterConfig } from '#model/configuration'
import type {
  NodeSaid,
  SeenPosition,
  SeenPrimaries,
  SeenPrimary,
  Situation,
} from '#model/primaries'
import type { Reader } from '#model/view'
import { askEach } from '#monitor/ask-each'
import { goOn, type Track, together } from '#monitor/primaries/track'
import { Failure } from '#src/errors'

export interface PrimaryWatch extends SeenPrimaries {
  /** Undefined until each node was asked. */
  situation(cluster: string): Situation | undefined
  stop(): void
}

export interface WatchedNodes {
  readonly config: Pick<ClusterConfig, 'name' | 'nodes'>
  readonly readerOf: (node: string) => Reader
}

const everyMs = 1_000
/** A busy primary may miss a question or two. */
const goneMs = 10_000
/** Positions that are kept: two minutes. */
const kept = 120

export const openPrimaryWatch = (
  clusters: readonly WatchedNodes[],
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): PrimaryWatch => {
  const watches = new Map(
    clusters.map(({ config, readerOf }) => [
      config.name,
      watchCluster(
        config.nodes.map(({ name }) => name),
        readerOf,
        report,
      ),
    ]),
  )
  return {
    last: cluster => watches.get(cluster)?.last() ?? null,
    situation: cluster => watches.get(cluster)?.situation(),
    stop() {
      for (const { stop } of watches.values()) stop()
    },
  }
}

const watchCluster = (
  names: readonly string[],
  readerOf: (node: string) => Reader,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
) => {
  const tracks = new Map<string, Track>()
  /** Since when, and why, each silent node has given no answer. */
  const silent = new Map<string, { readonly from: number; readonly because: string }>()
  let seen: SeenPrimary | null = null
  let primary: Situation['primary'] | null = null
  let since: string | null = null

  const several = (): readonly string[] => {
    const gone = (name: string) => performance.now() - (silent.get(name)?.from ?? Infinity) > goneMs
    // As the inventory has them: the first answer may be of any node.
    const answering = names.flatMap(name => {
      const track = gone(name) ? undefined : tracks.get(name)
      return track ? [[name, track] as const] : []
    })
    const now = together(new Map(answering))
    since = now.length < 2 ? null : (since ?? new Date().toISOString())
    return now
  }

  /** Each answer, and each missing answer, may be the first or the last word of a primary. */
  const judge = (): void => {
    if (!names.every(name => tracks.has(name) || silent.has(name))) return
    const answers = names.some(name => !silent.has(name) && tracks.get(name)?.said.primary === true)
    if (primary?.answers !== answers) primary = { answers, since: Date.now() }
  }

  const ask = async (name: string): Promise<void> => {
    const asked = performance.now()
    const at = Date.now()
    try {
      const reader = readerOf(name)
      const said = await readRole(reader)
      const before = tracks.get(name)
      const same = before?.said.started === said.started
      const system = same ? before.system : await readSystem(reader)
      tracks.set(name, goOn(before, { said, system, asked, answered: performance.now() }))
      silent.delete(name)
      // Of two primaries the later timeline was promoted last.
      const later = (said.timeline ?? 0) >= (seen?.timeline ?? 0)
      if (said.primary && said.position !== null && later)
        seen = await seePrimary(seen, { name, reader, system, timeline: said.timeline }, [
          { at, position: said.position },
        ])
    } catch (error) {
      if (!(error instanceof Failure)) return report(error, { during: `asking ${name}` })
      const { from } = silent.get(name) ?? { from: performance.now() }
      silent.set(name, { from, because: error.message })
      if (seen?.node === name) seen = { ...seen, silentAt: seen.silentAt ?? Date.now() }
    } finally {
      judge()
    }
  }

  const asking = askEach(names, ask, everyMs)
  return {
    last: () => seen,
    situation(): Situation | undefined {
      if (!primary) return undefined
      const now = several()
      return {
        nodes: names.flatMap(name => saidBy(name, silent.get(name)?.because ?? tracks.get(name))),
        primary,
        several: now,
        since,
      }
    },
    stop: () => asking.stop(),
  }
}

/** `heard` is the last answer, or why there is none. */
const saidBy = (name: string, heard: Track | string | undefined): NodeSaid | [] => {
  if (heard === undefined) return []
  if (typeof heard === 'string') return { name, is: 'silent', because: heard }
  const { primary, timeline, position, paused, delayed, streams } = heard.said
  return primary
    ? { name, is: 'primary', timeline, position }
    : { name, is: 'replica', received: position, paused, delayed, streams }
}

/** The place of the server is asked once for each primary, while the primary answers: nobody can tell of a dead server. */
const seePrimary = async (
  before: SeenPrimary | null,
  {
    name,
    reader,
    system,
    timeline,
  }: {
    readonly name: string
    readonly reader: Reader
    readonly system: string | null
    readonly timeline: number | null
  },
  position: readonly [SeenPosition],
): Promise<SeenPrimary> => {
  if (before?.node === name && before.timeline === timeline)
    return {
      ...before,
      positions: [...before.positions.slice(1 - kept), ...position],
      silentAt: null,
    }
  const server = await serverHere(reader)
  return {
    node: name,
    timeline,
    system,
    data: server.kind === 'here' ? server.data : null,
    machine: await thisMachine(),
    positions: position,
    silentAt: null,
  }
}
