/** Slots that nobody uses, and that keep so much WAL, or have lost so much, that dropping them is worth an offer. */
import type { ReplicationFacts } from '#cluster/facts/replication/look'

export interface IdleSlot {
  readonly node: string
  readonly slot: string
}

const muchBytes = 1_024 ** 3

/** The worst first. */
export const idleSlots = ({ nodes }: Pick<ReplicationFacts, 'nodes'>): readonly IdleSlot[] => {
  const asked = new Set(nodes.flatMap(({ role, ownSlot }) => (role === 'replica' ? [ownSlot] : [])))
  return nodes
    .flatMap(({ name: node, slots, walFreeBytes, walPerSecond }) =>
      slots
        .filter(({ name, active, synced }) => !active && !synced && !asked.has(name))
        .filter(
          ({ retainedBytes, walStatus }) =>
            walStatus === 'lost' ||
            (retainedBytes ?? 0) >= muchBytes ||
            ((retainedBytes ?? 0) > 0 && fillsSoon(walFreeBytes, walPerSecond)),
        )
        .map(({ name: slot, retainedBytes }) => ({ node, slot, kept: retainedBytes ?? 0 })),
    )
    .sort((one, other) => other.kept - one.kept)
    .map(({ node, slot }) => ({ node, slot }))
}

const fillsSoon = (freeBytes: number | null, perSecond: number): boolean =>
  freeBytes !== null && perSecond >= 1 && freeBytes / perSecond < soonSeconds

const soonSeconds = 86_400
