/** The files of a node that does not answer, by the data directory in the inventory: whether new ones may take their place. */
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { historyOf } from '#cluster/facts/backup/timelines'
import { readArchive } from '#cluster/facts/backup/wal'
import { serverOf } from '#cluster/facts/clone/server-of'
import { type ControlFile, readControl } from '#cluster/facts/replication/control-file'
import { processesIn } from '#cluster/facts/replication/processes-in'
import {
  type ServerHere,
  serverHere,
  startedByHowdah,
} from '#cluster/facts/replication/server-here'
import { type WalBeyond, walBeyond } from '#cluster/facts/replication/wal-beyond'
import type { NodeView } from '#model/view'

export interface SilentFiles {
  readonly server: ServerHere
  /** What was committed there, and is on no timeline of the primary; null where that cannot be read. */
  readonly beyond: WalBeyond | null
}

interface AskedFiles {
  readonly data: string
  readonly system: string | null
  /** Nodes that answer. */
  readonly nodes: readonly NodeView[]
  readonly primary: string
  /** Of the primary. */
  readonly timeline: number
}

const wholePath = (path: string): Promise<string> => realpath(path).catch(() => path)

export const silentFiles = async (node: AskedFiles): Promise<SilentFiles> => {
  const { data } = node
  const control = await readControl(data)
  const here = await wholePath(data)
  const servers = await Promise.all(
    node.nodes.map(async ({ name, reader }) => {
      const server = await serverHere(reader)
      return { name, data: server.kind === 'here' ? await wholePath(server.data) : null }
    }),
  )
  const other = servers.find(({ data: its }) => its === here)
  const why =
    control === null
      ? `Howdah finds no control file in ${data} that it can read`
      : other !== undefined
        ? `${data} holds the files of ${other.name}`
        : await whyNot(node, control)
  if (why !== null || control === null)
    return { server: { kind: 'out of reach', because: why ?? '' }, beyond: null }
  const primary = servers.find(({ name }) => name === node.primary)?.data ?? null
  return {
    server: { kind: 'here', data },
    beyond: primary === null ? null : await beyondFork(node, primary),
  }
}

/** A sentence part. */
const whyNot = async (
  { data, system }: AskedFiles,
  control: ControlFile,
): Promise<string | null> => {
  if (control.system !== system) return `the files in ${data} are of another database system`
  const postmaster = await serverOf(data)
  if (postmaster !== null && control.state === 'primary')
    return `its server runs in ${data} as a primary, and only its address does not answer`
  const left = postmaster === null ? await processesIn(data) : []
  if (left.length > 0)
    return `its server was killed, and processes of it still work in ${data}: ${left.join(', ')}`
  return startedByHowdah(data, postmaster)
}

/** Commits behind the point at which the timeline of the primary left that of the files. */
const beyondFork = async (
  { data, system, timeline }: AskedFiles,
  primary: string,
): Promise<WalBeyond | null> => {
  const own = await newestTimeline(data)
  if (own === null || system === null) return null
  const forks = await historyOf(join(primary, 'pg_wal'), timeline, [])
  const until = forks.find(fork => fork.timeline === own)?.until
  return until == null ? null : walBeyond(data, { system, timeline: own, received: until })
}

/** By the names of the WAL: the control file of a server that was killed soon after a promotion has the timeline before. */
const newestTimeline = async (data: string): Promise<number | null> => {
  const names = (await readArchive(join(data, 'pg_wal'))) ?? []
  const newest = names
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .toSorted()
    .at(-1)
  return newest === undefined ? null : Number.parseInt(newest.slice(0, 8), 16)
}
