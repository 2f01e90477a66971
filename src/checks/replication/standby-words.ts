/** How each replica stands once the primary gives no answer: how far its WAL goes, and obstacles to a takeover. */
import { farthestOf } from '#checks/replication/farthest'
import { positionOf } from '#cluster/facts/backup/wal'
import type { NodeSaid } from '#model/primaries'
import { bytes } from '#text/figures'

type Replica = Extract<NodeSaid, { readonly is: 'replica' }>

/** The primary that is gone, with the last known position. */
export interface GonePrimary {
  readonly name: string
  readonly position: string | null
}

export const standbyWords = (
  nodes: readonly NodeSaid[],
  gone: GonePrimary | null,
): readonly string[] => {
  const replicas = nodes.filter(node => node.is === 'replica')
  const [most] = farthestOf(replicas, ({ received }) => received)
  return replicas.map(
    replica =>
      `${replica.name} ${receivedWords(replica, most ?? replica, gone)}${heldWords(replica)}${fedWords(replica, gone)}`,
  )
}

const receivedWords = ({ received }: Replica, most: Replica, gone: GonePrimary | null): string => {
  if (received === null) return 'has received no WAL.'
  const less = distance(received, most.received ?? received)
  if (less > 0) return `has ${bytes(less)} of WAL less than ${most.name}, and would lose that.`
  const lacks = gone?.position ? distance(received, gone.position) : null
  const than =
    lacks === null || !gone
      ? ''
      : lacks > 0
        ? `, ${bytes(lacks)} less than ${gone.name} was seen to have`
        : `, all that ${gone.name} was seen to have`
  return `could take over: it has WAL up to ${received}${than}.`
}

const distance = (from: string, to: string): number => Number(positionOf(to) - positionOf(from))

const heldWords = ({ paused, delayed }: Replica): string => {
  if (paused) return ' Its replay is paused: that has to end first.'
  return delayed
    ? ' It replays late on purpose (recovery_min_apply_delay): that has to end first.'
    : ''
}

const fedWords = ({ streams }: Replica, gone: GonePrimary | null): string =>
  streams
    ? ` It still has its connection for WAL: ${gone?.name ?? 'the primary'} may live, and only Howdah not reach it.`
    : ''
